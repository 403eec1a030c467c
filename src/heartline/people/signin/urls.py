"""Addresses of signing in that are Heartline's own; allauth's stand beside them."""

from django.urls import path

from heartline.people.signin import pages

urlpatterns = [
    path("account/claim/", pages.claim, name="claim"),
    path("account/staff/<str:token>/", pages.staff_claim, name="staff_claim"),
    path("outbox", pages.kept_messages, name="outbox"),
]

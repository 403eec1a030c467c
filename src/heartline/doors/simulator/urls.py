"""Addresses of the demo's phones."""

from django.urls import path

from heartline.doors.simulator import calls, pages

app_name = "simulator"
urlpatterns = [
    path("", pages.phones, name="phones"),
    path("page", pages.page, name="page"),
    path("website", pages.website, name="website"),
    path("<str:address>", pages.phone, name="phone"),
    path("<str:address>/call", calls.call, name="call"),
    path("<str:address>/call/act", calls.act, name="act"),
    path("<str:address>/write", pages.write, name="write"),
    path("<str:address>/switch", pages.switch, name="switch"),
    path("<str:address>/read", pages.read, name="read"),
    path("<str:address>/notify", pages.notify, name="notify"),
]

"""The portal's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []

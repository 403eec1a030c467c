"""The desk's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []

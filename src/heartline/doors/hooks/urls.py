"""Addresses that providers call."""

from django.urls import path

from heartline.doors.hooks import twilio

app_name = "hooks"
urlpatterns = [
    path("twilio/messages", twilio.messages, name="twilio_messages"),
    path("twilio/status", twilio.status, name="twilio_status"),
]

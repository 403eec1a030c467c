"""Addresses that providers call."""

from django.urls import path

from heartline.doors.hooks import calls, letters, meta, systems, twilio

app_name = "hooks"
urlpatterns = [
    path("email", letters.letter, name="email"),
    path("meta", meta.events, name="meta"),
    path("webhook/<slug:name>", systems.told, name="webhook"),
    path("twilio/calls/<slug:step>", calls.step, name="twilio_calls"),
    path("twilio/messages", twilio.messages, name="twilio_messages"),
    path("twilio/status", twilio.status, name="twilio_status"),
]

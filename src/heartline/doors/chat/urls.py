"""Addresses of the chat: the script for websites, the frame, and what the frame asks."""

from django.urls import path

from heartline.doors.chat import live, pages, talking

app_name = "chat"
urlpatterns = [
    path("chat.js", pages.script, name="script"),
    path("chat/frame", pages.frame, name="frame"),
    path("chat/messages", talking.messages, name="messages"),
    path("chat/call", talking.call, name="call"),
    path("chat/seen", talking.seen, name="seen"),
    path("chat/live", live.live, name="live"),
]

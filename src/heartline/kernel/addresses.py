"""Whole addresses for messages, where no request says under which name we were reached."""

import os

from django.conf import settings

LOCAL = ("localhost", "127.0.0.1", "[::1]", "*")


def absolute(path: str) -> str:
    """`path` at HEARTLINE_ADDRESS ("https://care.example.org"), else at the first host of HEARTLINE_HOSTS."""
    given = os.environ.get("HEARTLINE_ADDRESS", "").rstrip("/")
    public = next((host for host in settings.ALLOWED_HOSTS if host not in LOCAL), None)
    return (given or (f"https://{public.lstrip('.')}" if public else "http://localhost:8000")) + path

"""A calendar's address in the forms in which people take it along: to open, to copy, to photograph."""

import base64
import io
from dataclasses import dataclass

import qrcode  # type: ignore[import-untyped]
import qrcode.image.svg  # type: ignore[import-untyped]
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Address:
    """Shown once. `webcal` opens a device's calendar; `picture` is a QR code as a data URI."""

    https: str
    webcal: str
    picture: str


def address(request: HttpRequest, token: str) -> Address:
    full = request.build_absolute_uri(reverse("portal:feed", args=[token]))
    webcal = "webcal:" + full.split(":", 1)[1]
    return Address(full, webcal, _picture(webcal))


def _picture(text: str) -> str:
    drawn = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathFillImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()

"""A file's bytes as an answer: nothing in it runs here, and nothing but a picture opens in the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.attachments.rules import KINDS


def serve(attachment: Attachment) -> HttpResponse:
    """To somebody whose page has found that they may see it."""
    name = attachment.name or f"file.{KINDS[attachment.kind]}"
    response = HttpResponse(bytes(attachment.content or b""), content_type=attachment.kind)
    response["Content-Disposition"] = content_disposition_header(not attachment.is_picture, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

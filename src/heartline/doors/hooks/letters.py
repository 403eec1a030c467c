"""Letters by webhook, for whoever has no mailbox that can be read: the raw letter (RFC 5322), signed. Then as by IMAP.

Forged: 403. Seen before: 204, nothing twice. Whatever is in a letter, it is kept: none is malformed.
"""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heartline.channels.email.mailbox import LARGEST
from heartline.channels.email.provider import PROVIDER
from heartline.channels.health.actions import note_received
from heartline.channels.registry import row_of
from heartline.channels.traffic.hub_signature import is_signed
from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.refusal import Malformed
from heartline.conversations.receiving.letters import take_in
from heartline.doors.hooks.taking import HUB_SIGNATURE, as_system, body_of, malformed
from heartline.people.access import public_page

logger = logging.getLogger(__name__)
RAW = ("message/rfc822", "application/octet-stream")


@public_page
@csrf_exempt
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """One letter."""
    secrets = tuple(settings.HEARTLINE_MAIL_SECRETS)
    if not secrets:
        raise Http404
    body = body_of(request, LARGEST)
    if body is None:
        return HttpResponse(status=413)
    if not is_signed(secrets, body, request.headers.get(HUB_SIGNATURE)):
        logger.warning("%s was not signed by who brings our letters.", request.path)
        return HttpResponse(status=403)
    if request.content_type not in RAW:
        return malformed(request, Malformed("Content-Type", "is not message/rfc822"), 415)
    if not body.strip():
        return malformed(request, Malformed("body", "is empty"))
    with as_system():
        if take_in(body).message is not None:
            note_received(row_of(PROVIDER, Door.EMAIL))
    return HttpResponse(status=204)

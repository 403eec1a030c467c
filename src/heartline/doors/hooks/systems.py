"""Another system's webhook. Forged: 403. Not understood: 400, with where it is wrong. Seen before: 204, nothing twice."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heartline.channels.health.actions import note_failure, note_received
from heartline.channels.registry import others, row_of
from heartline.channels.traffic.hub_signature import is_signed
from heartline.channels.traffic.messages import Door, Inbound
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.webhook.receiving import read
from heartline.conversations.delivering.actions import news
from heartline.conversations.receiving.actions import receive
from heartline.doors.hooks.taking import HUB_SIGNATURE, as_system, body_of, malformed
from heartline.kernel import clock
from heartline.people.access import public_page

logger = logging.getLogger(__name__)
MOST = 500_000  # bytes


@public_page
@csrf_exempt
@require_POST
def told(request: HttpRequest, name: str) -> HttpResponse:
    """A message from somebody who writes there, or what became of one of ours."""
    system = others().get(name)
    if system is None:
        raise Http404
    body = body_of(request, MOST)
    if body is None:
        return HttpResponse(status=413)
    if not is_signed(system.secrets, body, request.headers.get(HUB_SIGNATURE)):
        logger.warning("%s was not signed by it.", request.path)
        return HttpResponse(status=403)
    try:
        came = read(body, system, clock.now())
    except Malformed as refused:
        return malformed(request, refused)
    with as_system():
        if isinstance(came, Inbound):
            if receive(came) is not None:
                note_received(row_of(came.provider, Door.WEBHOOK))
        elif news(came) and came.failure is not None:
            note_failure(row_of(came.provider, Door.WEBHOOK), came.failure)
    return HttpResponse(status=204)

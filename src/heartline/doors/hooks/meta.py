"""Meta's webhook. Forged: 403. Not understood: 400, logged without its content. Seen before: 200, nothing twice.

One call tells many things. Each is kept in a transaction of its own, so that one that cannot be read loses none of the others.
"""

import logging
from dataclasses import replace
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heartline.channels.health.actions import note_failure, note_received
from heartline.channels.meta.account import Configured
from heartline.channels.meta.events import Event, Unreadable, Withdrawn
from heartline.channels.meta.handshake import challenge
from heartline.channels.meta.receiving import events as told_by
from heartline.channels.registry import meta, row_of
from heartline.channels.traffic.delivery import Delivery, Watermark
from heartline.channels.traffic.hub_signature import is_signed
from heartline.channels.traffic.messages import Door, Inbound
from heartline.channels.traffic.payload import MOST_BYTES
from heartline.channels.traffic.public import PublicComment
from heartline.channels.traffic.refusal import Malformed
from heartline.conversations.comments.actions import take
from heartline.conversations.delivering.actions import door_of, news, watermark
from heartline.conversations.receiving.actions import receive
from heartline.conversations.receiving.withdrawing import withdraw
from heartline.doors.hooks.taking import HUB_SIGNATURE, as_system, body_of, malformed
from heartline.people.access import public_page

logger = logging.getLogger(__name__)
LONGEST = 250  # characters of an id that are kept as they are


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """Messages, receipts and what else Meta tells; or its question whether this address is ours."""
    there = meta()
    if there is None:
        raise Http404
    return _asked(request, there) if request.method == "GET" else _told(request, there)


def _asked(request: HttpRequest, there: Configured) -> HttpResponse:
    answer = challenge({name: str(value) for name, value in request.GET.items()}, there.verify)
    return HttpResponse(status=403) if answer is None else HttpResponse(answer, content_type="text/plain")


def _told(request: HttpRequest, there: Configured) -> HttpResponse:
    body = body_of(request, MOST_BYTES)
    if body is None:
        return HttpResponse(status=413)
    if not is_signed(there.secrets, body, request.headers.get(HUB_SIGNATURE)):
        logger.warning("%s was not signed by Meta.", request.path)
        return HttpResponse(status=403)
    try:
        found = told_by(body)
    except Malformed as refused:
        return malformed(request, refused)
    bad = [each for each in found if isinstance(each, Unreadable)]
    for each in found:
        _keep(each)
    for unread in bad:
        logger.warning("%s told something that cannot be read: %s: %s", request.path, unread.path, unread.why)
    if bad and len(bad) == len(found):
        return malformed(request, Malformed(bad[0].path, bad[0].why))
    return HttpResponse(status=200)


def _keep(event: Event) -> None:
    """A message, a comment, or news of a message; anything else needs nothing."""
    with as_system():
        if isinstance(event, Inbound):
            if receive(_storable(event)) is not None:
                note_received(row_of(event.provider, event.door))
        elif isinstance(event, Delivery):
            if news(event) and event.failure is not None:
                note_failure(row_of(event.provider, Door(door_of(event))), event.failure)
        elif isinstance(event, Watermark):
            watermark(event)
        elif isinstance(event, PublicComment):
            if take(replace(event, provider_id=_id(event.provider_id, 200))) is not None:
                note_received(row_of(event.provider, Door.COMMENT))
        elif isinstance(event, Withdrawn):
            withdraw(event.provider, _id(event.provider_id))


def _storable(inbound: Inbound) -> Inbound:
    return replace(inbound, provider_id=_id(inbound.provider_id))


def _id(told: str, longest: int = LONGEST) -> str:
    """Meta's ids grow; one that is too long to be kept is known by its hash."""
    return told if len(told) <= longest else sha256(told.encode()).hexdigest()

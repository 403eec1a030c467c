"""Twilio's webhooks for messages. Forged: 403. Not understood: 400, logged without its content. Seen before: 200, nothing twice."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heartline.channels.health.actions import note_failure, note_received
from heartline.channels.registry import row_of, twilio
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio import receiving
from heartline.channels.twilio.signature import Fields, public_url, verified
from heartline.conversations.delivering.actions import news
from heartline.conversations.receiving.actions import receive
from heartline.doors.hooks.taking import as_system, body_of, malformed
from heartline.kernel import addresses
from heartline.people.access import public_page

logger = logging.getLogger(__name__)
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # answers go by themselves, when there is one
NOTED = 204


@public_page
@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Somebody wrote to us by text message or WhatsApp."""
    form = signed_form(request)
    if isinstance(form, HttpResponse):
        return form
    try:
        inbound = receiving.message(form)
    except Malformed as refused:
        return malformed(request, refused)
    with as_system():
        if receive(inbound) is not None:
            note_received(row_of(inbound.provider, inbound.door))
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


@public_page
@csrf_exempt
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """What became of a message of ours: `key` in the address is ours, whether or not Twilio's answer had reached us."""
    form = signed_form(request)
    if isinstance(form, HttpResponse):
        return form
    try:
        told = receiving.delivery(form, request.GET.get("key", "")[:80])
        door = receiving.door_of(form)
    except Malformed as refused:
        return malformed(request, refused)
    if told is not None:
        with as_system():
            if news(told) and told.failure is not None:
                note_failure(row_of(told.provider, door), told.failure)
    return HttpResponse(status=NOTED)


def signed_form(request: HttpRequest) -> Fields | HttpResponse:
    """What Twilio signed, or the answer to whoever else called."""
    there = twilio()
    if there is None:
        raise Http404
    body = body_of(request)
    if body is None:
        return HttpResponse(status=413)
    url = public_url(addresses.absolute(""), request.get_full_path())
    signed = verified(there.secrets, url, request.content_type or "", body, request.headers)
    if signed is None:
        logger.warning("%s was not signed by Twilio.", request.path)
        return HttpResponse(status=403)
    return signed if isinstance(signed, Fields) else malformed(request, Malformed("body", "is no form"))

"""Twilio's webhooks for calls. Forged: 403. Not understood: 400, logged without its content. Seen before: the same words again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heartline.channels.health.actions import note_received
from heartline.channels.registry import row_of
from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.receiving import PROVIDER
from heartline.doors.hooks.taking import as_system, malformed
from heartline.doors.hooks.twilio import signed_form
from heartline.doors.voice.steps import Told, is_known
from heartline.doors.voice.steps import step as say
from heartline.people.access import public_page


@public_page
@csrf_exempt
@require_POST
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step of a call: what is said next."""
    form = signed_form(request)
    if isinstance(form, HttpResponse):
        return form
    try:
        with as_system():
            told = Told(PROVIDER, form, request.GET.dict())
            new = step == "answer" and not is_known(told)
            said = say(step, told)
            if new:
                note_received(row_of(PROVIDER, Door.VOICE))
    except Malformed as refused:
        return malformed(request, refused)
    if said is None:
        raise Http404
    return HttpResponse(said, content_type="text/xml")

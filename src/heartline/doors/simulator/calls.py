"""A phone of the demo calls the clinic: what it hears as text, a keypad, and what can be said after the tone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from heartline.channels.health.actions import note_received
from heartline.channels.registry import row_of, twilio
from heartline.channels.simulator import queries
from heartline.channels.simulator.provider import PROVIDER
from heartline.channels.traffic.messages import Door
from heartline.conversations.calls.models import PhoneCall
from heartline.doors.simulator import calling
from heartline.doors.simulator.pages import demo_page
from heartline.people.contacts.rules import say_phone

LONGEST = 400  # characters that a person says at once
KEYS = "123456789*0#"


@demo_page
def call(request: HttpRequest, address: str) -> HttpResponse:
    """The call of this phone as it stands, or a button to begin one. At most twelve queries."""
    _number_or_404(address)
    known = calling.latest(address)
    context = {
        "given": address,
        "title": ", ".join(queries.holder(address).names) or say_phone(address),
        "screen": calling.shown(known) if known else None,
        "on": known is not None and known.ended_at is None,
        "keys": KEYS,
        "longest": LONGEST,
        "here": reverse("simulator:call", args=[address]),
    }
    return render(request, "simulator/call.html", context)


@demo_page
@require_POST
def act(request: HttpRequest, address: str) -> HttpResponse:
    """One thing done with the phone: `do` is call, press, record or hang_up."""
    _number_or_404(address)
    known, what = calling.latest(address), request.POST.get("do", "")
    words = request.POST.get("words", "").replace("\0", "").strip()[:LONGEST]
    if what == "call":
        new = known is None or known.ended_at is not None
        calling.begin(address)
        if new:
            note_received(row_of(PROVIDER, Door.VOICE))
    elif known is not None and known.state != PhoneCall.State.OVER:
        here = calling.locked(known)
        if what == "press":
            keys = "".join(key for key in request.POST.get("keys", "") if key in KEYS)[:20]
            calling.press(here, keys, words)
        elif what == "record":
            calling.record(here, words)
        elif what == "hang_up":
            calling.hang_up(here)
    return redirect("simulator:call", address=address)


def _number_or_404(address: str) -> None:
    """Only numbers call, and only where no real provider takes calls."""
    there = twilio()
    if not address.startswith("+") or not address[1:].isdigit() or len(address) > 16 or (there and there.voice_from):
        raise Http404

"""The pages. They exist only in the demo, where nobody is real and everybody may read everything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from heartline.channels.registry import outside, twilio
from heartline.channels.simulator import actions as phones_of
from heartline.channels.simulator import queries
from heartline.channels.simulator.provider import PAGE
from heartline.channels.traffic.messages import Door
from heartline.conversations.threads.models import Door as Named
from heartline.doors.simulator import actions
from heartline.doors.simulator.actions import PAGES
from heartline.doors.simulator.showing import Phone, scoped, shown
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.access import Page, public_page
from heartline.people.contacts.rules import parse_value, say_phone
from heartline.people.demo.logins import FAMILIES
from heartline.people.models import Account
from heartline.people.places.queries import region, zones

LONGEST = 1600  # characters that a person can send at once
RECENT = 12


def demo_page(page: Callable[..., HttpResponse]) -> Page:
    """Open to anybody in the demo; elsewhere there is no such page."""

    @public_page
    @wraps(page)
    def within(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        with _everything():
            if not queries.is_demo():
                raise Http404
            return page(request, *args, **kwargs)

    return within


@contextmanager
def _everything() -> Iterator[None]:
    """Phones are the network's, not a patient's record: what happens on them is done by nobody who is signed in here."""
    with as_staff(), actor.acting(actor.SYSTEM):
        yield


@demo_page
def phones(request: HttpRequest) -> HttpResponse:
    """Whose phone? One's own, those of the demo's families, the latest, or any number. At most six queries."""
    wanted, problem = request.GET.get("address", "").strip(), ""
    if wanted:
        try:
            return redirect("simulator:phone", address=_address(wanted))
        except ValueError as unreadable:
            problem = str(unreadable)
    own = [request.user] if isinstance(request.user, Account) else []
    families = Account.objects.filter(email__in=FAMILIES, is_demo=True).order_by("display_name")
    listed = [each for each in dict.fromkeys([*own, *families]) if each.phone or each.email]
    context = {
        "people": [(each.get_full_name(), each.phone or each.email) for each in listed],
        "recent": queries.latest(RECENT),
        "wanted": wanted,
        "problem": problem,
    }
    return render(request, "simulator/phones.html", context, status=422 if problem else 200)


@demo_page
def website(request: HttpRequest) -> HttpResponse:
    """The clinic's own website, with the chat on it. No query of its own."""
    response = render(request, "simulator/website.html")
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@demo_page
def phone(request: HttpRequest, address: str) -> HttpResponse:
    """One phone, open at one door. At most ten queries."""
    there = _open(address, request.GET.get("door", ""))
    here = reverse("simulator:phone", args=[address])
    context = {
        "phone": there,
        "given": address,
        "title": ", ".join(there.names) or say_phone(address),
        "here": f"{here}?{urlencode({'door': there.door})}",
        "topics": [phones_of.topic(each) for each in there.addresses],
        "tabs": [
            {"label": Named(door).label, "href": f"{here}?{urlencode({'door': door})}", "current": door is there.door}
            for door, _theirs in there.doors
        ],
        "zone": zones()[0],
        "key": uuid4().hex,
        "longest": LONGEST,
        "can_call": address.startswith("+") and not ((real := twilio()) and real.voice_from),
    }
    return render(request, "simulator/phone.html", context)


@demo_page
@require_POST
def write(request: HttpRequest, address: str) -> HttpResponse:
    """The person writes to the clinic. Not where a real provider carries the answer: anybody could have it written to anybody."""
    there = _open(address, request.POST.get("door", ""))
    text, key = request.POST.get("text", "").strip()[:LONGEST], request.POST.get("key", "")[:60]
    if text and key and there.door is not Door.PUSH:
        actions.write(there.door, there.address, text, key)
    return _back(address, there.door)


@demo_page
@require_POST
def switch(request: HttpRequest, address: str) -> HttpResponse:
    """What goes wrong from now on."""
    there = _open(address, request.POST.get("door", ""))
    phones_of.switch(there.address, off="off" in request.POST, unused="unused" in request.POST)
    return _back(address, there.door)


@demo_page
@require_POST
def read(request: HttpRequest, address: str) -> HttpResponse:
    """The person has the messages before them."""
    there = shown(address, request.POST.get("door", Door.WHATSAPP))
    actions.read([there.address])
    return HttpResponse(status=204) if request.headers.get("HX-Request") else _back(address, there.door)


@demo_page
@require_POST
def notify(request: HttpRequest, address: str) -> HttpResponse:
    """The person lets the portal notify this phone."""
    there = shown(address, Door.PUSH)
    if there.login is None or there.door is not Door.PUSH:
        raise Http404
    actions.notify(there.login, there.address)
    return _back(address, Door.PUSH)


@demo_page
def page(request: HttpRequest) -> HttpResponse:
    """The clinic's page on a social network: one post, what people say under it, and what is answered. At most five queries."""
    families = list(Account.objects.filter(email__in=FAMILIES, is_demo=True).exclude(phone="").order_by("display_name"))
    open_doors = [door for door in PAGES if door not in _closed()]
    if request.method == "POST":
        who = next((each for each in families if str(each.pk) == request.POST.get("who")), None)
        text, key = request.POST.get("text", "").replace("\0", "").strip()[:LONGEST], request.POST.get("key", "")[:60]
        if who and text and key and request.POST.get("door") in open_doors:
            door = Door(request.POST["door"])
            actions.comment(door, scoped(door, who.phone or ""), who.get_full_name(), text, key)
        return redirect("simulator:page")
    said = queries.public()
    answers = {each.address.rpartition(":")[2]: each for each in said if not each.incoming}
    context = {
        "said": [(each, answers.get(str(each.pk))) for each in said if each.incoming],
        "people": families,
        "doors": [(door, Named(door).label) for door in open_doors],
        "zone": zones()[0],
        "key": uuid4().hex,
        "longest": LONGEST,
        "topics": [phones_of.topic(PAGE)],
    }
    return render(request, "simulator/page.html", context)


def _open(address: str, wanted: str) -> Phone:
    """The phone at a door that no real provider carries; where one does, there is no such phone."""
    closed = _closed()
    there = shown(address, wanted, closed)
    if wanted in closed or there.door in closed:
        raise Http404
    return there


def _closed() -> frozenset[Door]:
    return frozenset[Door]().union(*(provider.doors for provider in outside()))


def _back(address: str, door: Door) -> HttpResponse:
    return redirect(f"{reverse('simulator:phone', args=[address])}?{urlencode({'door': door})}")


def _address(text: str) -> str:
    """A number as it is dialled here, or an e-mail address. Raises ValueError with words."""
    return parse_value("email" if "@" in text else "sms", text, region())

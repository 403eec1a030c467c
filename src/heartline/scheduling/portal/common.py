"""What several of the portal's pages need."""

import secrets
import uuid
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from heartline.kernel.errors import NotAllowed, Words
from heartline.people.access import Page
from heartline.people.models import Organization, Site
from heartline.scheduling.booking import eligibility
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.models import Appointment

HOLDER = "holding"


def holder_of(request: HttpRequest) -> str:
    """The opaque token under which this session holds a time, or nothing yet; it outlives signing in."""
    return str(request.session.get(HOLDER, ""))


def new_holder(request: HttpRequest) -> str:
    """The same, made if there is none: only pages that hold a time need one, so mere visitors get no session.

    None is made for visitors of one address beyond the limit "hold": who throws the session away at each request would
    otherwise hold a clinic's whole day. They see the page and may book; only nothing is kept for them meanwhile.
    """
    if not holder_of(request) and (request.user.is_authenticated or _may_hold(request)):
        request.session[HOLDER] = secrets.token_urlsafe(24)
    return holder_of(request)


def _may_hold(request: HttpRequest) -> bool:
    return bool(ratelimit.consume(request, app="allauth.account", action="hold", limit_get=True))


def new_key() -> str:
    """A key for a form: sent twice, it happens once."""
    return uuid.uuid4().hex


def key_for(visit: Appointment) -> str:
    """A key for changing this visit once, as it is now: it says which version of it was seen."""
    return f"{visit.sequence}.{new_key()}"


def seen_in(key: str) -> int | None:
    """The `sequence` of the visit for which the key was made, or None if it does not say."""
    sequence, dot, _rest = key.partition(".")
    return int(sequence) if dot and sequence.isdecimal() and len(sequence) < 10 else None


def service_or_404(slug: str) -> Service:
    return get_object_or_404(Service, slug=slug, active=True)


def why_never(request: HttpRequest, service: Service) -> Words | None:
    """Why the patient acted for cannot book `service` here at all. For visitors, and what only staff book: None."""
    if request.acting_for is None or service.online == Service.Online.NOBODY:
        return None
    return eligibility.why_never(service, request.acting_for)


def visit_or_404(request: HttpRequest, visit_id: uuid.UUID) -> Appointment:
    """A visit of the patient acted for. One query; somebody else's is not found."""
    visit = booking.visit([request.acting_for.pk], visit_id)
    if visit is None:
        raise Http404
    return visit


def sites_for(service: Service | None = None) -> list[Site]:
    """Sites where `service` (or anything) is given. One query."""
    sites = Site.objects.filter(active=True)
    if service is not None:
        sites = sites.filter(patterns__resource__offerings__service=service).distinct()
    return list(sites)


def arranging(page: Page) -> Page:
    """Kind words, instead of the page, for somebody who may see this patient's visits but not arrange them."""

    @wraps(page)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.acting_for is not None:
                eligibility.require_arranger(request.acting_for)
            return page(request, *args, **kwargs)
        except NotAllowed as refusal:
            return render(request, "scheduling/portal/not_allowed.html", {"refusal": refusal}, status=refusal.status)

    return checked


def trail(current: str, times_href: str = "") -> list[dict[str, str]]:
    """Where one is in booking: time, check, done."""
    names = {"time": _("Choose a time"), "check": _("Check and book"), "done": _("Booked")}
    order = list(names)
    at = order.index(current)
    states = ["done" if n < at else "current" if n == at else "todo" for n in range(len(order))]
    return [
        {"label": names[name], "state": state, "href": times_href if name == "time" else ""}
        for name, state in zip(order, states, strict=True)
    ]


def clinic() -> dict[str, Any]:
    """Whom to call: for every page with an emergency hint. One query."""
    return {"organization": Organization.objects.first()}

"""The stewards' queue: pairs of records that may be one person, what was decided, and how many duplicates there are."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import audit, clock
from heartline.people.access import staff_page
from heartline.people.linking import rates, stewarding
from heartline.people.linking.models import Link
from heartline.people.places.queries import zones


@staff_page("identity.steward")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs to decide, the likeliest or the oldest first. Six queries; notes both records of each pair shown."""
    by = "age" if request.GET.get("by") == "age" else ""
    links, count = stewarding.queue(by), stewarding.waiting().count()
    _note(links)
    context = {
        "links": links,
        "count": count,
        "zone": zones()[0],
        "more": max(count - len(links), 0),
        "tabs": _tabs(by if by else "likely", count),
        **_figures(),
    }
    return render(request, "people/desk/duplicates.html", context)


@staff_page("identity.steward")
def decided(request: HttpRequest) -> HttpResponse:
    """The latest decisions, each with the way to change it. Five queries."""
    links = stewarding.decided()
    _note(links)
    context = {"links": links, "zone": zones()[0], "tabs": _tabs("decided", stewarding.waiting().count())}
    return render(request, "people/desk/duplicates_decided.html", context)


def _note(links: Iterable[Link]) -> None:
    for link in links:
        audit.read(link.a_id, "possible duplicate")
        audit.read(link.b_id, "possible duplicate")


def _tabs(current: str, count: int) -> list[dict[str, Any]]:
    here = reverse("desk:duplicates")
    ways = (
        ("likely", _("Likeliest first"), here, count),
        ("age", _("Waiting longest"), f"{here}?by=age", None),
        ("decided", _("Decided"), reverse("desk:duplicates_decided"), None),
    )
    return [
        {"label": label, "href": href, "current": name == current, "count": number}
        for name, label, href, number in ways
    ]


def _figures() -> dict[str, Any]:
    """The rate of each day that was counted: one query."""
    days = rates.rates(clock.now().date())
    return {
        "days": days,
        "latest": days[-1] if days else None,
        "errors": [day.error for day in days],
        "target": rates.TARGET,
        "field": rates.FIELD,
    }

"""All that happened with a patient, filtered, a page at a time."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import audit
from heartline.people.access import staff_page
from heartline.people.record.queries import patient as find_patient
from heartline.people.timeline.queries import timeline as read_timeline
from heartline.people.timeline.rules import groups

EARLIEST = "0001-01-01T00:00:00+00:00~0"  # the key before everything


@staff_page("timeline.read")
def timeline(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The timeline as a page of its own; to htmx only the older or the newer entries that it asks for."""
    found = find_patient(patient_id)
    if found is None:
        raise Http404
    context = {"patient": found, **timeline_context(request, patient_id)}
    if getattr(request, "htmx", False) and request.GET.get("after"):
        nothing_new = HttpResponse(status=204)
        return render(request, "people/desk/newer.html", context) if context["entries"] else nothing_new
    part = getattr(request, "htmx", False) and request.GET.get("before")
    return render(request, "people/desk/entries.html" if part else "people/desk/timeline.html", context)


def timeline_context(request: HttpRequest, patient_id: UUID) -> dict[str, Any]:
    """Entries, filters, and where older and newer ones are. Two queries; notes the reading."""
    offered = groups()
    chosen = next((group.name for group in offered if group.name == request.GET.get("kind")), "")
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("before", "after")}
    page = read_timeline(patient_id, [chosen] if chosen else None, **asked)
    for record in page.records:
        audit.read(record, "timeline")
    here, href = request.path, reverse("desk:timeline", args=[patient_id])
    kind = {"kind": chosen} if chosen else {}
    filters = [{"label": _("Everything"), "href": here, "current": not chosen}] + [
        {"label": group.label, "href": f"{here}?{urlencode({'kind': group.name})}", "current": group.name == chosen}
        for group in offered
    ]
    return {
        "entries": page.entries,
        "filters": filters,
        "topics": [f"patient:{record}" for record in page.records],
        "older_href": f"{href}?{urlencode({'before': page.older, **kind})}" if page.older else "",
        # The older pages hear of nothing new: what is new stands on the first one.
        "newer_href": f"{href}?{urlencode({'after': page.newest or EARLIEST, **kind})}" if not asked["before"] else "",
    }

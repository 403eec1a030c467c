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


@staff_page("timeline.read")
def timeline(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The timeline as a page of its own; only its entries for whoever asks for the next ones (htmx)."""
    found = find_patient(patient_id)
    if found is None:
        raise Http404
    context = {"patient": found, **timeline_context(request, patient_id)}
    part = getattr(request, "htmx", False) and request.GET.get("before")
    return render(request, "people/desk/entries.html" if part else "people/desk/timeline.html", context)


def timeline_context(request: HttpRequest, patient_id: UUID) -> dict[str, Any]:
    """Entries, filters and where older ones are. Two queries; notes the reading."""
    offered = groups()
    chosen = next((group.name for group in offered if group.name == request.GET.get("kind")), "")
    page = read_timeline(patient_id, [chosen] if chosen else None, request.GET.get("before", ""))
    audit.read(patient_id, "timeline")
    href = reverse("desk:timeline", args=[patient_id])
    here = request.path
    filters = [{"label": _("Everything"), "href": here, "current": not chosen}] + [
        {"label": group.label, "href": f"{here}?{urlencode({'kind': group.name})}", "current": group.name == chosen}
        for group in offered
    ]
    older = {"before": page.older, **({"kind": chosen} if chosen else {})}
    return {
        "entries": page.entries,
        "filters": filters,
        "older_href": f"{href}?{urlencode(older)}" if page.older else "",
        "first_page": not request.GET.get("before"),
    }

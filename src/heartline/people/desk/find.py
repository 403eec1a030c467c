"""Find anybody by any fragment: the full page, and the list under the quick find of every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.kernel import audit
from heartline.people.access import staff_page
from heartline.people.registration.rules import looks_mistyped
from heartline.people.search.queries import find as find_patients

AT_ONCE = 30
QUICK = 8


@staff_page("patient.find")
def find(request: HttpRequest) -> HttpResponse:
    """One query, and a note in the audit log of everybody who is shown."""
    text = request.GET.get("q", "").strip()
    quick = bool(request.headers.get("X-Quick-Find"))
    anywhere = "anywhere" in request.GET
    hits = find_patients(text, QUICK if quick else AT_ONCE, anywhere=anywhere)
    for hit in hits:
        audit.read(hit.id, "search")
    slip = looks_mistyped(text) and not any(hit.exact for hit in hits)
    full = len(hits) == AT_ONCE
    context = {"q": text, "hits": hits, "full": full, "slip": slip, "more": not (anywhere or full)}
    return render(request, "people/desk/options.html" if quick else "people/desk/find.html", context)

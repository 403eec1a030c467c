"""Who has looked at my record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.people.access import patient_page
from heartline.people.seen.queries import who_looked


@patient_page
def seen(request: HttpRequest) -> HttpResponse:
    """Staff who looked, by day. Two queries beside the request's own."""
    before = request.GET.get("before", "")
    found = who_looked(request.acting_for.pk, int(before) if before.isdecimal() and len(before) < 19 else 0)
    older_href = f"?before={found.older}" if found.older else ""
    return render(request, "people/portal/seen.html", {"seen": found, "older_href": older_href})

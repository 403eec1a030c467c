"""A person is one tap away on every page: what cannot wait first, then whom to call and who is there now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.kernel.clock import now
from heartline.people.access import public_page
from heartline.people.places.queries import organization, places


@public_page
def talk(request: HttpRequest) -> HttpResponse:
    """The clinic's numbers, and each site's hours. Three queries."""
    return render(request, "people/portal/talk.html", {"organization": organization(), "places": places(now())})

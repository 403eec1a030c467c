"""Home, which answers "what is next for me?", and the one page that a phone keeps for when it is offline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from heartline.people.access import patient_page, public_page
from heartline.people.linking.queries import records_of
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.portal.common import clinic
from heartline.scheduling.waitlist import queries as waitlist


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What is next; for a visitor, what they can do here; staff go to their desk."""
    if request.staff is not None:
        return redirect("desk:day")
    if request.acting_for is None:
        return render(request, "scheduling/portal/welcome.html", clinic())
    coming = booking.upcoming(request.acting_for)
    offers = waitlist.open_offers(records_of(request.acting_for.pk))
    context = {"visit": next(iter(coming), None), "more": max(len(coming) - 1, 0), "offers": offers, **clinic()}
    return render(request, "scheduling/portal/home.html", context)


@patient_page
def next_visit(request: HttpRequest) -> HttpResponse:
    """The next visit, whole on one page. The service worker keeps it, and forgets it at sign-out."""
    visit = next(iter(booking.upcoming(request.acting_for)), None)
    response = render(request, "scheduling/portal/next.html", {"visit": visit, **clinic()})
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    return response

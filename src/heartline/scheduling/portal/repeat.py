"""Booking the same visit several times: the rhythm, then a time for each, in one step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import arranging, clinic, holder_of, new_key, service_or_404, why_never
from heartline.scheduling.series.asking import Asked


@patient_page
@arranging
def repeat(request: HttpRequest, slug: str) -> HttpResponse:
    """The times found for each week; one that is taken shows what is nearest to it. Booked all together or not at all."""
    service = service_or_404(slug)
    sent = request.POST if request.method == "POST" else request.GET
    choice = Choice.parse(sent.get("time", ""))
    if choice is None or service.group_size or why_never(request, service):
        return redirect("portal:times", slug=slug)
    asked = Asked.read(sent, request.acting_for, service, choice, holder=holder_of(request), online=True)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            series = asked.book()
        except Refused as refused:
            refusal = refused
        else:
            first = series.visits.earliest("period")
            return redirect(reverse("portal:done", args=[first.pk]) + "?all=1")
    form = asked.form()
    if form is None:
        return redirect(f"{reverse('portal:confirm', args=[slug])}?time={choice}")
    times_href = reverse("portal:times", args=[slug])
    context = form | {"key": new_key(), "refusal": refusal, "times_href": times_href, **clinic()}
    return render(request, "scheduling/portal/repeat.html", context, status=refusal.status if refusal else 200)

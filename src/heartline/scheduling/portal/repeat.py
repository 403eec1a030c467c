"""Booking the same visit several times: the rhythm, then a time for each, in one step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans.queries import mode_of
from heartline.scheduling.portal.common import arranging, clinic, holder_of, new_key, service_or_404, why_never
from heartline.scheduling.series import actions, forms, queries


@patient_page
@arranging
def repeat(request: HttpRequest, slug: str) -> HttpResponse:
    """The times found for each week; one that is taken shows what is nearest to it. Booked all together or not at all."""
    service = service_or_404(slug)
    sent = request.POST if request.method == "POST" else request.GET
    choice, rhythm = Choice.parse(sent.get("time", "")), forms.Rhythm.parse(sent)
    if choice is None or service.group_size or why_never(request, service):
        return redirect("portal:times", slug=slug)
    mode = sent.get("mode", "") if sent.get("mode") in service.modes else mode_of(service)
    refusal: Refused | None = None
    if request.method == "POST":
        choices = forms.sent_choices(sent, rhythm.count)
        if len(choices) > 1:
            try:
                series = actions.book_series(
                    request.acting_for, service, choices, every_weeks=rhythm.every, mode=mode,
                    key=sent.get("key", "")[:64], reason=sent.get("reason", "")[:500], holder=holder_of(request),
                )  # fmt: skip
            except Refused as refused:
                refusal = refused
            else:
                first = series.visits.earliest("period")
                return redirect("portal:done", visit_id=first.pk)
    found = queries.find(
        service, choice, every_weeks=rhythm.every, count=rhythm.count, patient=request.acting_for, mode=mode,
        holder=holder_of(request),
    )  # fmt: skip
    if not found:
        return redirect(f"{reverse('portal:confirm', args=[slug])}?time={choice}")
    context: dict[str, Any] = {
        "service": service,
        "mode": mode,
        "time": str(choice),
        "rhythm": rhythm,
        "everys": forms.EVERY,
        "counts": forms.TIMES,
        "rows": forms.choose(found, sent),
        "taken": sum(not each.exact for each in found),
        "key": new_key(),
        "refusal": refusal,
        "times_href": reverse("portal:times", args=[slug]),
        **clinic(),
    }
    return render(request, "scheduling/portal/repeat.html", context, status=refusal.status if refusal else 200)

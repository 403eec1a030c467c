"""A series for a caller: the rhythm, a time for each, booked in one step."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.models import Patient
from heartline.scheduling.desk.book import contact_of, trail
from heartline.scheduling.desk.picking import Chosen
from heartline.scheduling.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans.queries import mode_of
from heartline.scheduling.portal.common import holder_of, new_key
from heartline.scheduling.series import actions, forms, queries


@staff_page("appointment.book")
def repeat(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """From a time that was chosen (`?service=&time=`): the others, in the same rhythm."""
    patient = get_object_or_404(Patient, pk=patient_id)
    audit.read(patient.pk, "booking")
    sent = request.POST if request.method == "POST" else request.GET
    chosen, choice, rhythm = Chosen.parse(sent), Choice.parse(sent.get("time", "")), forms.Rhythm.parse(sent)
    service = Service.objects.filter(slug=chosen.service, active=True, group_size=None).first()
    back = f"{reverse('desk:book_when', args=[patient.pk])}?{chosen.query(time='')}"
    if service is None or choice is None:
        return redirect(back)
    mode = chosen.mode if chosen.mode in service.modes else mode_of(service)
    refusal: Refused | None = None
    if request.method == "POST":
        choices = forms.sent_choices(sent, rhythm.count)
        if len(choices) > 1:
            try:
                series = actions.book_series(
                    patient, service, choices, every_weeks=rhythm.every, mode=mode, key=sent.get("key", "")[:64],
                    reason=sent.get("reason", "")[:500], holder=holder_of(request), online=False,
                )  # fmt: skip
            except Refused as refused:
                refusal = refused
            else:
                first = series.visits.earliest("period")
                return redirect(reverse("desk:visit", args=[first.pk]) + "?booked=1")
    found = queries.find(
        service, choice, every_weeks=rhythm.every, count=rhythm.count, patient=patient, mode=mode,
        holder=holder_of(request), online=False,
    )  # fmt: skip
    if not found:
        return redirect(f"{back}&taken=1")
    context: dict[str, Any] = {
        "patient": patient,
        "contact": contact_of(patient),
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
        "back_href": back,
        "trail": trail("confirm", patient.pk, chosen),
    }
    return render(request, "scheduling/desk/repeat.html", context, status=refusal.status if refusal else 200)

"""A series for a caller: the rhythm, a time for each, booked in one step."""

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
from heartline.scheduling.portal.common import holder_of, new_key
from heartline.scheduling.series.asking import Asked


@staff_page("appointment.book")
def repeat(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """From a time that was chosen (`?service=&time=`): the others, in the same rhythm."""
    patient = get_object_or_404(Patient, pk=patient_id)
    audit.read(patient.pk, "booking")
    sent = request.POST if request.method == "POST" else request.GET
    chosen, choice = Chosen.parse(sent), Choice.parse(sent.get("time", ""))
    service = Service.objects.filter(slug=chosen.service, active=True, group_size=None).first()
    back = f"{reverse('desk:book_when', args=[patient.pk])}?{chosen.query(time='')}"
    if service is None or choice is None:
        return redirect(back)
    asked = Asked.read(sent, patient, service, choice, holder=holder_of(request), online=False)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            series = asked.book()
        except Refused as refused:
            refusal = refused
        else:
            first = series.visits.earliest("period")
            return redirect(reverse("desk:visit", args=[first.pk]) + "?booked=all")
    form = asked.form()
    if form is None:
        return redirect(f"{back}&taken=1")
    context = form | {
        "patient": patient,
        "contact": contact_of(patient),
        "key": new_key(),
        "refusal": refusal,
        "back_href": back,
        "trail": trail("confirm", patient.pk, chosen),
    }
    return render(request, "scheduling/desk/repeat.html", context, status=refusal.status if refusal else 200)

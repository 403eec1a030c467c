"""Services: what can be booked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.errors import Words
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.models import Room
from heartline.people.places.queries import organization
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.catalogue import services as writing
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.catalogue.queries import service_now
from heartline.scheduling.desk.setup.services_form import ServiceForm
from heartline.scheduling.models import Resource, Service
from heartline.scheduling.readiness import queries
from heartline.scheduling.readiness.rules import Gap, gap

# What a new service starts from: the model's own defaults, in the words of the form.
USUAL: dict[str, Any] = {
    "minutes": 20, "before": 0, "after": 0, "grid": 10, "modes": [Mode.IN_PERSON.value], "room_kind": Room.Kind.EXAM.value,
    "online": Service.Online.ANYONE.value, "lead_hours": 2, "horizon_days": 90, "cancel_hours": 0, "active": True,
}  # fmt: skip
WHY: dict[Gap | None, tuple[str, Words, str]] = {  # kind of badge, words, icon
    None: ("success", gettext_lazy("Can be booked"), "check"),
    Gap.OFF: ("neutral", gettext_lazy("Switched off"), "circle-off"),
    Gap.NOBODY: ("warning", gettext_lazy("Nobody gives it"), "user-x"),
    Gap.NO_HOURS: ("warning", gettext_lazy("Nobody has hours for it"), "calendar-x"),
    Gap.NO_ROOM: ("warning", gettext_lazy("No room of its kind where they work"), "door-closed"),
    Gap.NO_DEVICE: ("warning", gettext_lazy("No such device where they work"), "plug"),
    Gap.NO_HELPER: ("warning", gettext_lazy("Nobody to help where they work"), "user-x"),
}


@staff_page("settings.edit")
def services(request: HttpRequest) -> HttpResponse:
    """All of them, each with what keeps it from being booked. Ten queries."""
    house = queries.house(today_here())
    found = [(each, WHY[gap(house, queries.asks(each))]) for each in queries.every_service()]
    return render(request, "scheduling/desk/setup/services.html", {"title": _("Services"), "services": found})


@staff_page("settings.edit")
def service_new(request: HttpRequest) -> HttpResponse:
    """Whoever sees patients is ticked while there is one only."""
    here = list(
        Resource.objects.filter(kind=Resource.Kind.CLINICIAN, active=True, lane_of=None).values_list("pk", flat=True)[
            :2
        ]
    )
    start = USUAL | {"clinicians": [str(each) for each in here] if len(here) == 1 else []}
    form = ServiceForm(request.POST or None, initial=start, currency=_currency())
    return set_up(
        request, form, lambda sent: writing.add_service(sent.values(), sent.once_key), told=_("Saved."),
        title=_("Add a service"), back=reverse("desk:setup_services"),
    )  # fmt: skip


@staff_page("settings.edit")
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes hold for what is booked from now on."""
    found = get_object_or_404(Service.objects.prefetch_related("offerings__resource", "needs"), slug=slug)
    form = ServiceForm(request.POST or None, now=service_now(found), currency=_currency())
    return set_up(
        request, form, lambda sent: writing.change_service(found.pk, sent.values(), sent.sealed),
        told=_("Saved. It holds for visits that are booked from now on."),
        lead=_("Visits that are booked keep their time, their length and who gives them."),
        title=str(found), back=reverse("desk:setup_services"),
    )  # fmt: skip


def _currency() -> str:
    whose = organization()
    return whose.currency if whose else "USD"

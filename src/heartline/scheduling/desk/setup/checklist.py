"""What is set up and what is missing until a first patient can book."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.errors import Words
from heartline.people.access import staff_page
from heartline.people.places.queries import every_site
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.readiness import queries
from heartline.scheduling.readiness.rules import Step, done


@dataclass(frozen=True, slots=True)
class Line:
    """A step, in words; `todo` says what it is for while it is not done."""

    name: Words
    todo: Words
    icon: str
    href: str
    done: bool


WORDS = {
    Step.ORGANIZATION: (
        gettext_lazy("Your organization"), gettext_lazy("Its name, and whom to call."), "building",
    ),
    Step.SITE: (
        gettext_lazy("A site"), gettext_lazy("Where people are seen: address, time zone, how to find it."), "map-pin",
    ),
    Step.ROOM: (
        gettext_lazy("A room"), gettext_lazy("Visits in person take a room of the right kind."), "door-open",
    ),
    Step.CLINICIAN: (
        gettext_lazy("A clinician"), gettext_lazy("Somebody with whom patients can be booked."), "stethoscope",
    ),
    Step.HOURS: (
        gettext_lazy("Working hours"), gettext_lazy("When and where this clinician sees people."), "calendar-clock",
    ),
    Step.SERVICE: (
        gettext_lazy("A service"), gettext_lazy("What can be booked, how long it takes, and who gives it."), "list-checks",
    ),
}  # fmt: skip


@staff_page("settings.edit")
def checklist(request: HttpRequest) -> HttpResponse:
    """Each step with a link to its page, and the soonest time that a patient is offered. At most 20 queries."""
    today = today_here()
    house, services = queries.house(today), queries.every_service()
    state = done(house, [queries.asks(each) for each in services])
    links = _links()
    lines = [Line(*WORDS[step], links[step], finished) for step, finished in state.items()]
    ready = all(state.values())
    context = {
        "title": _("Setting up"),
        "lines": lines,
        "left": sum(not line.done for line in lines),
        "ready": ready,
        "soonest": queries.soonest(services) if ready else None,
    }
    return render(request, "scheduling/desk/setup/checklist.html", context)


def _links() -> dict[Step, str]:
    """The page of each step: its list, or where there is nothing in it the form itself."""
    site = next((each for each in every_site() if each.active), None)
    return {
        Step.ORGANIZATION: reverse("desk:setup_organization"),
        Step.SITE: reverse("desk:setup_sites" if site else "desk:setup_site_new"),
        Step.ROOM: reverse("desk:setup_rooms", args=[site.slug]) if site else reverse("desk:setup_sites"),
        Step.CLINICIAN: reverse("desk:setup_clinicians"),
        Step.HOURS: reverse("desk:setup_clinicians"),
        Step.SERVICE: reverse("desk:setup_services"),
    }

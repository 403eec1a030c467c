"""A clinic on a Monday morning, and a clinician of it who cannot come."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from heartline.kernel import actor
from heartline.kernel.models import Event
from heartline.kernel.reactions import run
from heartline.people.models import ContactPoint, Patient, Site
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Appointment, ReassignedVisit, Reassignment, Resource, Service
from heartline.scheduling.reassignment import actions, queries, reactions
from tests import factories

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # seven in the morning in New York
TODAY = date(2026, 3, 2)
_key = count(1)


class Clinic:
    """`ill` gives one service with `others`; hours from 8 to 12, visits of 20 minutes, one room a clinician."""

    def __init__(self, others: int = 2, **service: Any) -> None:
        self.site: Site = factories.a_site(name="Riverside", latitude=40.7, longitude=-73.3)
        self.ill = self.clinician()
        self.others = [self.clinician() for _ in range(others)]
        self.service: Service = factories.a_service(self.ill, *self.others, **service)

    def clinician(self, **member: Any) -> Resource:
        made = factories.a_clinician(**{"languages": ["en"], "gender": "female"} | member)
        factories.a_pattern(made, self.site, starts=time(8), ends=time(12))
        return made

    def at(self, hour: int, minute: int = 0, days: int = 0) -> datetime:
        """That time on the site's clock."""
        local = datetime.combine(TODAY + timedelta(days=days), time(hour, minute), self.site.zone)
        return local.astimezone(UTC)

    def booked(self, when: datetime, clinician: Resource | None = None, **patient: Any) -> Appointment:
        who = patient.pop("patient", None) or factories.a_patient(**patient)
        with actor.acting(actor.SYSTEM):
            return book(
                who,
                self.service,
                (clinician or self.ill).pk,
                when,
                mode="in_person",
                key=f"k{next(_key)}",
                online=False,
            )

    def away(self, days: int = 0, key: str = "") -> Reassignment:
        """The clinician is away from today on; proposed."""
        last = TODAY + timedelta(days=days)
        plan = actions.begin(self.ill, TODAY, last, reason="away", key=key or f"plan{next(_key)}")
        actions.propose(plan)
        return plan


def line(visit: Appointment) -> ReassignedVisit:
    return queries.whole_items().get(appointment=visit)


def state(visit: Appointment) -> str:
    return queries.state_of(line(visit)).value


def reachable(patient: Patient, system: str, value: str, **more: Any) -> ContactPoint:
    return ContactPoint.objects.create(patient=patient, system=system, value=value, **more)


def told() -> None:
    """The worker does what it was given of plans."""
    for event in Event.objects.filter(kind="reassignment.moved_visit").order_by("pk"):
        run(f"{reactions.__name__}.tell", event)

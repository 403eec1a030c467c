"""A small clinic on a Monday morning, and what a page's reader would pick out of it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

from django.test import Client

from heartline.kernel import actor
from heartline.people.models import Patient, Role, Site
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking import actions
from heartline.scheduling.models import Appointment, Resource, Service
from tests import factories
from tests.signing_in import signed_in

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # nine in the morning in New York
_key = count(1)


@dataclass
class Scene:
    site: Site
    clinicians: list[Resource]
    service: Service
    patient: Patient
    rooms: list[Resource] = field(default_factory=list)

    def portal(self) -> Client:
        return signed_in(self.patient.account)  # type: ignore[arg-type]

    def desk(self, role: str = Role.FRONT_DESK) -> Client:
        member = factories.a_staff_member(role, account=factories.an_account())
        member.sites.add(self.site)
        return signed_in(member.account)  # type: ignore[arg-type]

    def booked(
        self, patient: Patient | None = None, *, after: timedelta = timedelta(days=1), **fields: Any
    ) -> Appointment:
        """The first free time at or after now plus `after`, booked by the system."""
        start = MONDAY + after
        free = free_times(self.service, start=start, end=start + timedelta(days=3), online=False, limit=1)[0]
        with actor.acting(actor.SYSTEM):
            return actions.book(
                patient or self.patient, self.service, free.clinician_id, free.starts_at,
                mode=fields.pop("mode", "in_person"), key=f"scene-{next(_key)}", online=False, **fields,
            )  # fmt: skip


def a_scene(clinicians: int = 2, **service: Any) -> Scene:
    site = factories.a_site(name="Riverside", slug=f"riverside-{next(_key)}", line="12 River Road")
    resources = [factories.a_clinician(languages=["en", "es"], gender="female") for _ in range(clinicians)]
    for resource in resources:
        factories.a_pattern(resource, site, starts=time(8), ends=time(17))
    defaults = {
        "name": {"en": "Family doctor", "es": "Médico de familia"},
        "reasons": {"en": ["cough", "fever"]},
        "preparation": {"en": "Write down what you want to ask."},
        "price_minor": 12000,
    }
    return Scene(site, resources, factories.a_service(*resources, **defaults | service), a_known_patient())


def a_known_patient(**fields: Any) -> Patient:
    return factories.a_patient(account=factories.an_account(), **fields)


def words(page: str) -> str:
    """What is read on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found.group(1)


def offered(page: str) -> list[str]:
    """The values of the times to choose from."""
    return re.findall(r'type="radio" name="time" value="([^"]+)"', page)

"""After an import, desk and portal show these people and their visits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from heartline.doors.fhir import importing
from heartline.kernel import clock
from heartline.people.models import Patient, Role
from heartline.scheduling.models import Appointment, Service
from tests.doors.fhir.resources import (
    a_bundle,
    a_location,
    a_patient,
    a_practitioner,
    a_schedule,
    a_slot,
    an_appointment,
    an_encounter,
)
from tests.factories import a_staff_member, an_account
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _imported(tmp_path: Path) -> Any:
    resources = [
        a_patient(birthDate="1980-05"), a_practitioner(), a_location(), a_schedule(),
        a_slot("t1", "2027-03-01T14:00:00Z", "2027-03-01T16:00:00Z"),
        an_appointment("a1", "2027-03-01T17:00:00Z", "2027-03-01T17:30:00Z"),
        an_encounter("e1", "2019-01-04T14:00:00Z", "2019-01-04T14:20:00Z"),
    ]  # fmt: skip
    with clock.set(datetime(2027, 2, 27, 12, tzinfo=UTC)):
        importing.run(a_bundle(tmp_path, *resources), time_zone="America/New_York")
        yield


def test_the_front_desk_finds_and_reads_them() -> None:
    account = an_account()
    a_staff_member(Role.FRONT_DESK, account=account)
    desk, patient = signed_in(account), Patient.objects.get()
    found = desk.get(reverse("desk:find"), {"q": "okafor"})
    assert b"Okafor" in found.content
    for page in ("patient", "timeline"):
        shown = desk.get(reverse(f"desk:{page}", args=[patient.id]))
        assert shown.status_code == 200
        assert "Check up" in shown.content.decode()
    for visit in Appointment.objects.all():
        assert desk.get(reverse("desk:visit", args=[visit.id])).status_code == 200
    day = desk.get(reverse("desk:day"), {"date": "2027-03-01"})
    assert day.status_code == 200


def test_they_see_their_visits_and_the_times_that_were_published() -> None:
    patient = Patient.objects.get()
    patient.account = an_account()
    patient.save()
    portal = signed_in(patient.account)
    visits = portal.get(reverse("portal:visits"))
    assert visits.status_code == 200
    for visit in Appointment.objects.all():
        assert portal.get(reverse("portal:visit", args=[visit.id])).status_code == 200
    services = portal.get(reverse("portal:find")).content.decode()
    assert "Flu shot" in services
    assert "Check up" not in services
    times = portal.get(reverse("portal:times", args=[Service.objects.get(online="anyone").slug]), {"day": "2027-03-01"})
    assert times.status_code == 200
    assert "9:00" in times.content.decode()

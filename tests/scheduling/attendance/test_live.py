"""Learning from the organisation's own visits, the list of who may need a hand, and that no booking rule knows of it."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

import heartline
from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Patient, Role
from heartline.scheduling.attendance import actions, queries, words
from heartline.scheduling.attendance.models import AttendanceModel
from heartline.scheduling.models import Appointment
from tests import factories
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def a_year(visits: int = 2600, people: int = 130) -> list[Patient]:
    """Every third patient misses half of their visits, the others hardly any; each has one to come."""
    draw = np.random.default_rng(5)
    site, clinician = factories.a_site(), factories.a_clinician()
    service = factories.a_service(clinician)
    patients = [factories.a_patient() for _ in range(people)]
    rows = []
    for number in range(visits):
        who, at = number % people, NOW - timedelta(days=360) + timedelta(hours=3.2 * number)
        missed = draw.random() < (0.5 if who % 3 == 0 else 0.04)
        rows.append((patients[who], at, "noshow" if missed else "fulfilled"))
    rows += [(patient, NOW + timedelta(days=1, hours=2), "booked") for patient in patients]
    Appointment.objects.bulk_create(
        Appointment(
            id=uuid4(), patient=patient, service=service, clinician=clinician, site=site, mode="in_person", status=status,
            period=DateTimeTZRange(at, at + timedelta(minutes=20)), booked_at=at - timedelta(days=5), changed_at=at,
        )
        for patient, at, status in rows
    )  # fmt: skip
    return patients


def desk(role: str = Role.FRONT_DESK):  # type: ignore[no-untyped-def]
    return signed_in(factories.a_staff_member(role, account=factories.an_account()).account)


def test_from_little_history_nothing_is_learned_and_the_pages_say_so() -> None:
    assert actions.refit() is None and actions.foretell() == 0
    assert "Not enough history yet" in desk().get("/desk/hand").content.decode()
    assert "Not enough history yet" in desk(Role.AUDITOR).get("/desk/attendance-model").content.decode()


def test_learned_at_night_it_foretells_and_helps(django_assert_max_num_queries: object) -> None:
    patients = a_year()
    kept = actions.refit()
    assert kept is not None and kept.card["auc"] > 0.7 and kept.card["base_rate"] < 0.3
    assert {group["kind"] for group in kept.card["by_group"]} >= {"sex", "language", "interpreter"}
    assert not any("language" in name or "interpreter" in name for name in kept.card["features"])
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert actions.foretell() == len(patients)
    coming = {visit.patient_id: visit.pk for visit in Appointment.objects.filter(status="booked")}
    risk = queries.risk(coming.values())
    often, seldom = (
        np.mean([risk[coming[p.pk]] for n, p in enumerate(patients) if (n % 3 == 0) == yes]) for yes in (True, False)
    )
    assert often > 3 * seldom
    first = queries.needing_a_hand(None, NOW, NOW + timedelta(days=3), 5)[0]
    assert any(said.startswith("Missed ") for said in words.say(first.evidence))

    client = desk()
    page = client.get("/desk/hand").content.decode()
    assert first.visit.patient.name in page and "earlier visits" in page
    client.post(f"/desk/hand/{first.visit.pk}", {"what": "needs_ride", "next": "/desk/hand?days=3"})
    event = Event.objects.get(kind="attendance.needs_ride", subject_id=first.visit.pk)
    assert "probability" not in event.data and "Needs a ride" in client.get("/desk/hand").content.decode()
    assert client.post(f"/desk/hand/{first.visit.pk}", {"what": "refuse"}).status_code == 404
    card = desk(Role.MANAGER).get("/desk/attendance-model").content.decode()
    assert "Race and ethnicity" in card and "calibration-plot" in card
    assert desk(Role.CLINICIAN).get("/desk/attendance-model").status_code == 403


def test_parameters_that_were_changed_are_not_believed() -> None:
    kept = AttendanceModel(parameters=b"other", digest="0" * 64)
    with pytest.raises(ValueError, match="not those"):
        actions.load(kept)


def test_nothing_is_noted_of_a_visit_that_is_over() -> None:
    a_year(visits=3, people=3)
    with pytest.raises(Refused):
        actions.help_with(Appointment.objects.filter(status="fulfilled")[0], "called")


def test_no_rule_of_booking_or_waiting_knows_the_chance() -> None:
    """Only the desk's list, the card, lanes (which add places), the expected load and the demo may import it: never what refuses or orders."""
    allowed = ("scheduling/attendance/", "scheduling/lanes/", "scheduling/desk/hand.py", "scheduling/desk/attendance_card.py", "scheduling/flow/",
               "scheduling/models.py", "scheduling/tasks.py", "scheduling/demo/", "scheduling/migrations/")  # fmt: skip
    root = Path(heartline.__file__).parent
    for path in root.rglob("*.py"):
        name = path.relative_to(root).as_posix()
        if name.startswith(allowed):
            continue
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []  # fmt: skip
            assert not any("scheduling.attendance" in module or "AttendanceRisk" in module for module in modules), name
        assert "attendance_risk" not in text, name

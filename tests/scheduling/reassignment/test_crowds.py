"""The desk moves a whole plan while patients book the very times it proposes. Commits are real, so are the roles."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from heartline.kernel import actor
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Appointment, Reassignment, Reservation
from heartline.scheduling.reassignment import actions, queries
from heartline.scheduling.reassignment.moving import SomeTaken
from tests import factories
from tests.scheduling.crowd import all_at_once
from tests.scheduling.reassignment.scene import Clinic


def a_plan(visits: int) -> tuple[Clinic, Reassignment]:
    clinic = Clinic(others=2)
    day = (datetime.now(UTC) + timedelta(days=2)).astimezone(clinic.site.zone).date()
    first = datetime(day.year, day.month, day.day, 8, tzinfo=clinic.site.zone)
    for n in range(visits):
        clinic.booked(first + timedelta(minutes=20 * n))
    plan = actions.begin(clinic.ill, day, day, reason="away", key="k")
    actions.propose(plan)
    return clinic, plan


def at_the_desk(call: Callable[[], object]) -> object:
    """As a page does it: one transaction, in which what is refused is caught and shown."""
    with actor.acting(Actor(Kind.STAFF, "Front desk", role="front_desk", door="desk")), as_staff():
        try:
            return call()
        except Refused as refusal:
            return refusal


def whole(plan: Reassignment) -> None:
    """Nobody is in two places, and each line is where the plan says it is."""
    for item in queries.whole_items(plan):
        moved = item.moved_at is not None
        wanted = (item.clinician_id, item.starts_at) if moved else (item.from_clinician_id, item.from_start)
        assert (item.appointment.clinician_id, item.appointment.starts_at) == wanted
        assert Reservation.objects.filter(appointment_id=item.appointment_id).count() == 1


def test_somebody_books_a_proposed_time_in_between(fresh_db: str) -> None:
    clinic, plan = a_plan(6)
    wanted = queries.whole_items(plan)[2]
    assert wanted.clinician_id
    assert wanted.starts_at
    patient = factories.a_patient(account=factories.an_account())
    assert patient.account

    def by_the_patient() -> Appointment:
        with (
            as_patient(patient.account.pk),  # type: ignore[union-attr]
            actor.acting(Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")),  # type: ignore[union-attr]
        ):
            return book(patient, clinic.service, wanted.clinician_id, wanted.starts_at, mode="in_person", key="b")  # type: ignore[arg-type]

    move = partial(actions.move_all, plan, key="m", address="https://clinic.example/")
    moved, booked = all_at_once([partial(at_the_desk, move), by_the_patient])
    plan.refresh_from_db()
    whole(plan)
    if isinstance(booked, Refused):
        assert moved == 6
    else:
        assert isinstance(moved, SomeTaken)
        assert moved.taken == [wanted.pk]
        again = queries.whole_items(plan).get(pk=wanted.pk)
        assert (again.clinician_id, again.starts_at) != (wanted.clinician_id, wanted.starts_at)
        assert at_the_desk(partial(actions.move_all, plan, key="m2", address="https://clinic.example/")) == 6
        whole(plan)


def test_the_button_pressed_by_five_moves_once(fresh_db: str) -> None:
    _clinic, plan = a_plan(5)
    move = partial(actions.move_all, plan, key="m", address="https://clinic.example/")
    results = all_at_once([partial(at_the_desk, move)] * 5)
    assert sorted(results) == [0, 0, 0, 0, 5]  # type: ignore[type-var]
    assert Event.objects.filter(kind="appointment.rescheduled").count() == 5
    whole(plan)

"""Many people want the same time in the same moment. Commits are real, so are the roles."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial

from django.db import connection

from heartline.kernel import actor
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import free_times, next_free
from heartline.scheduling.booking.actions import book, cancel, hold, reschedule
from heartline.scheduling.booking.refusals import NotChangeable, TimeTaken
from heartline.scheduling.models import Appointment, Reservation, Resource, Service
from tests import factories
from tests.scheduling.crowd import all_at_once

CROWD = 100


def a_clinic(clinicians: int = 1, rooms: int = 1, **fields: object) -> tuple[Service, list[Resource]]:
    site = factories.a_site()
    resources = [factories.a_clinician() for _ in range(clinicians)]
    for resource in resources:
        factories.a_pattern(resource, site, starts=time(8), ends=time(18))
    for _ in range(rooms):
        factories.a_room(site)
    return factories.a_service(*resources, room_kind="exam", **fields), resources


def signed_in(patient: Patient, call: Callable[[], Appointment]) -> Appointment:
    """As the portal does it: one transaction, under the patient's role, as the patient."""
    assert patient.account
    with (
        as_patient(patient.account.pk),
        actor.acting(Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")),
    ):
        return call()


def at_the_desk(call: Callable[[], Appointment]) -> Appointment:
    with as_staff(), actor.acting(Actor(Kind.STAFF, "Front desk", role="front_desk", door="desk")):
        return call()


def patients(count: int) -> list[Patient]:
    return [factories.a_patient(account=factories.an_account()) for _ in range(count)]


def test_of_a_hundred_exactly_one_gets_the_time_and_the_others_are_shown_near_ones(fresh_db: str) -> None:
    service, [clinician] = a_clinic()
    wanted = next_free(service, start=datetime.now(UTC) + timedelta(days=2))[0].starts_at
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, clinician.pk, wanted, mode="in_person", key=f"k{n}"))
        for n, patient in enumerate(patients(CROWD))
    ])  # fmt: skip
    booked = [result for result in results if isinstance(result, Appointment)]
    refused = [result for result in results if isinstance(result, TimeTaken)]
    assert (len(booked), len(refused)) == (1, CROWD - 1), Counter(repr(type(result)) for result in results)
    for refusal in refused:
        assert refusal.alternatives
        assert wanted not in [time.starts_at for time in refusal.alternatives]
        assert all(abs(time.starts_at - wanted) < timedelta(days=1) for time in refusal.alternatives)
    assert Appointment.objects.count() == 1
    assert Event.objects.filter(kind="appointment.booked").count() == 1
    assert Reservation.objects.count() == 2  # the clinician and the room


def test_a_hundred_people_in_a_hundred_times_all_get_theirs(fresh_db: str) -> None:
    service, _clinicians = a_clinic(clinicians=4, rooms=4)
    start = datetime.now(UTC) + timedelta(days=3)
    times = free_times(service, start=start, end=start + timedelta(days=1))[:CROWD]
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, time.clinician_id, time.starts_at, mode="in_person", key=""))
        for patient, time in zip(patients(CROWD), times, strict=True)
    ])  # fmt: skip
    assert all(isinstance(result, Appointment) for result in results), [r for r in results if isinstance(r, Exception)][
        :3
    ]
    assert len({(a.room_id, a.period.lower) for a in Appointment.objects.all()}) == CROWD


def test_one_room_for_four_clinicians_is_given_once(fresh_db: str) -> None:
    service, clinicians = a_clinic(clinicians=4, rooms=1)
    wanted = next_free(service, start=datetime.now(UTC) + timedelta(days=2))[0].starts_at
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, clinician.pk, wanted, mode="in_person", key=""))
        for patient, clinician in zip(patients(4), clinicians, strict=True)
    ])  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["Appointment"] + ["TimeTaken"] * 3


def test_the_daily_cap_holds_for_all_at_once(fresh_db: str) -> None:
    service, [clinician] = a_clinic(daily_cap=3)
    start = datetime.now(UTC) + timedelta(days=2)
    day = (start + timedelta(days=1)).date()
    times = [t for t in free_times(service, start=start, end=start + timedelta(days=3)) if t.local_start.date() == day][
        :12
    ]
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, clinician.pk, time.starts_at, mode="video", key=""))
        for patient, time in zip(patients(12), times, strict=True)
    ])  # fmt: skip
    assert sum(isinstance(result, Appointment) for result in results) == 3


def test_a_double_click_books_once(fresh_db: str) -> None:
    service, [clinician] = a_clinic()
    [patient] = patients(1)
    wanted = next_free(service, start=datetime.now(UTC) + timedelta(days=2))[0].starts_at
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, clinician.pk, wanted, mode="in_person", key="the form"))
        for _ in range(10)
    ])  # fmt: skip
    assert all(isinstance(result, Appointment) for result in results), results
    assert len({result.pk for result in results if isinstance(result, Appointment)}) == 1
    assert Appointment.objects.count() == Event.objects.count() == 1


def test_the_same_patient_at_two_clinicians_at_once_gets_one(fresh_db: str) -> None:
    service, clinicians = a_clinic(clinicians=5, rooms=5)
    [patient] = patients(1)
    wanted = next_free(service, start=datetime.now(UTC) + timedelta(days=2))[0].starts_at
    results = all_at_once([
        partial(signed_in, patient, partial(book, patient, service, clinician.pk, wanted, mode="in_person", key=""))
        for clinician in clinicians
    ])  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["Appointment"] + ["PatientClash"] * 4


def test_two_move_and_cancel_the_same_visit_at_once(fresh_db: str) -> None:
    service, [clinician] = a_clinic()
    [patient] = patients(1)
    start = datetime.now(UTC) + timedelta(days=2)
    times = [time.starts_at for time in next_free(service, start=start, n=9)]
    visit = book(patient, service, clinician.pk, times[0], mode="in_person", key="")
    moves = [partial(at_the_desk, partial(reschedule, visit, clinician.pk, time, key="")) for time in times[1:]]
    results = all_at_once([*moves, partial(at_the_desk, partial(cancel, visit, "other"))])
    # Those that came before the cancellation moved it, one after the other; those after it are told that it is off.
    assert all(isinstance(result, (Appointment, NotChangeable)) for result in results), results
    now = Appointment.objects.get()
    assert now.status == "cancelled"
    assert now.sequence == sum(isinstance(result, Appointment) for result in results)
    assert not Reservation.objects.exists()


def test_a_storm_of_everything_loses_no_visit_and_overlaps_none(fresh_db: str) -> None:
    service, _clinicians = a_clinic(
        clinicians=3, rooms=2, step=timedelta(minutes=10), buffer_after=timedelta(minutes=5)
    )
    crowd = patients(24)
    start = datetime.now(UTC) + timedelta(days=2)
    day = (start + timedelta(days=1)).date()

    def person(number: int) -> int:
        """Books, moves, holds, cancels at random for a while; returns how many visits ought to stand at the end."""
        chance, patient, standing = random.Random(number), crowd[number], 0
        for turn in range(8):
            visits = list(Appointment.objects.filter(patient=patient, status="booked"))
            offered = [
                t
                for t in free_times(service, start=start, end=start + timedelta(days=2))
                if t.local_start.date() == day
            ]
            time = chance.choice(offered)
            what = chance.choice(["book", "book", "move", "cancel", "hold"])
            try:
                if what == "book":
                    call = partial(
                        book, patient, service, time.clinician_id, time.starts_at, mode="in_person", key=str(turn)
                    )
                    signed_in(patient, call)
                    standing += 1
                elif what == "move" and visits:
                    call = partial(reschedule, chance.choice(visits), time.clinician_id, time.starts_at, key=str(turn))
                    signed_in(patient, call)
                elif what == "cancel" and visits:
                    signed_in(patient, partial(cancel, chance.choice(visits), "other"))
                    standing -= 1
                elif what == "hold":
                    hold(service, time.clinician_id, time.starts_at, holder=f"holder {number}")
            except Refused:
                pass
        return standing

    results = all_at_once([partial(person, number) for number in range(len(crowd))])
    assert all(isinstance(result, int) for result in results), [r for r in results if not isinstance(r, int)][:3]
    standing = list(Appointment.objects.filter(status="booked"))
    assert len(standing) == sum(result for result in results if isinstance(result, int))
    assert len(standing) > 5
    for visit in standing:  # each has its clinician and its room, buffers included, exactly once
        reserved = list(Reservation.objects.filter(appointment_id=visit.pk).order_by("resource__kind"))
        assert [r.resource_id for r in reserved] == [visit.clinician_id, visit.room_id]
        assert {r.period.lower for r in reserved} == {visit.period.lower}
        assert {r.period.upper for r in reserved} == {visit.period.upper + timedelta(minutes=5)}
    assert Reservation.objects.filter(appointment_id__isnull=False).count() == 2 * len(standing)
    assert not _overlapping()
    told = Counter(Event.objects.values_list("kind", flat=True))
    assert told["appointment.booked"] - told["appointment.cancelled"] == len(standing)


def _overlapping() -> list[object]:
    """Pairs of visits that share a clinician, a room or a patient at the same time, asked without the constraint."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, b.id FROM scheduling_appointment a JOIN scheduling_appointment b ON a.id < b.id
            WHERE a.status = 'booked' AND b.status = 'booked' AND a.period && b.period
              AND (a.clinician_id = b.clinician_id OR a.room_id = b.room_id OR a.patient_id = b.patient_id)
            """
        )
        return cursor.fetchall()

"""Many visits move in one step: rings, swaps, what is in each other's way, and what happens when some cannot go."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from heartline.kernel import clock
from heartline.kernel.models import Event, IdempotencyKey
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book, cancel
from heartline.scheduling.booking.many import Move, move_many
from heartline.scheduling.booking.refusals import ManyRefused
from heartline.scheduling.models import Appointment, Reservation, Resource, Service
from tests import factories
from tests.scheduling.crowd import all_at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday
NINE = datetime(2027, 3, 2, 14, tzinfo=UTC)  # Tuesday, nine in New York
TWENTY = timedelta(minutes=20)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def a_clinic(
    clinicians: int = 2, rooms: int = 2, start: datetime = NOW, **fields: Any
) -> tuple[Service, list[Resource]]:
    site = factories.a_site()
    resources = [factories.a_clinician() for _ in range(clinicians)]
    for resource in resources:
        factories.a_pattern(resource, site, starts=time(9), ends=time(17))
    for _ in range(rooms):
        factories.a_room(site)
    return factories.a_service(*resources, **{"room_kind": "exam"} | fields), resources


def booked(service: Service, clinician: Resource, start: datetime, **fields: Any) -> Appointment:
    patient = fields.pop("patient", None) or factories.a_patient()
    return book(patient, service, clinician.pk, start, mode="in_person", key="", online=False)


def reserved(visit: Appointment) -> set[Any]:
    return set(Reservation.objects.filter(appointment_id=visit.pk).values_list("resource_id", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestOneAfterAnother:
    def test_two_change_places(self) -> None:
        service, [ana, ben] = a_clinic()
        first, second = booked(service, ana, NINE), booked(service, ben, NINE + TWENTY)
        moved = move_many(
            [Move(first.pk, ben.pk, NINE + TWENTY), Move(second.pk, ana.pk, NINE)], key="k", reason="clinician_away"
        )
        assert [(v.clinician_id, v.period.lower, v.sequence) for v in moved.moved] == [
            (ben.pk, NINE + TWENTY, 1),
            (ana.pk, NINE, 1),
        ]
        assert reserved(first) == {ben.pk, moved.moved[0].room_id}
        events = Event.objects.filter(kind="appointment.rescheduled").order_by("pk")
        assert [(e.subject_id, e.data["reason"]) for e in events] == [
            (first.pk, "clinician_away"),
            (second.pk, "clinician_away"),
        ]
        assert events[0].data["before"]["clinician"] == ana.name

    def test_the_visits_of_one_patient_move_past_each_other(self) -> None:
        service, [ana, _ben] = a_clinic()
        patient = factories.a_patient()
        chain = [booked(service, ana, NINE + n * TWENTY, patient=patient) for n in range(4)]
        moves = [Move(visit.pk, ana.pk, visit.period.lower + TWENTY) for visit in chain]
        assert len(move_many(moves, key="k").moved) == 4
        starts = Appointment.objects.filter(patient=patient).order_by("period").values_list("period", flat=True)
        assert [p.lower for p in starts] == [NINE + n * TWENTY for n in range(1, 5)]

    def test_all_or_nothing(self) -> None:
        service, [ana, ben] = a_clinic()
        first, second, other = (
            booked(service, ana, NINE), booked(service, ana, NINE + TWENTY), booked(service, ben, NINE + TWENTY),
        )  # fmt: skip
        moves = [Move(first.pk, ben.pk, NINE + 3 * TWENTY), Move(second.pk, ben.pk, NINE + TWENTY)]
        with pytest.raises(ManyRefused) as refusal:
            move_many(moves, key="k")
        assert list(refusal.value.refused) == [second.pk]
        assert {v.sequence for v in Appointment.objects.all()} == {0}
        assert not Event.objects.filter(kind="appointment.rescheduled").exists()
        assert not IdempotencyKey.objects.filter(action="appointment.move_many").exists()
        assert reserved(other) == {ben.pk, other.room_id}

    def test_who_has_to_stay_stands_in_the_way_of_who_counted_on_their_going(self) -> None:
        service, [ana, ben] = a_clinic()
        first, second = booked(service, ana, NINE), booked(service, ana, NINE + TWENTY)
        third = booked(service, ben, NINE)
        away = NINE - timedelta(hours=3)  # nobody works then
        moves = [
            Move(first.pk, ana.pk, NINE + TWENTY),
            Move(second.pk, ana.pk, away),
            Move(third.pk, ben.pk, NINE + TWENTY),
        ]
        done = move_many(moves, key="k", partial=True)
        assert [v.pk for v in done.moved] == [third.pk]
        assert set(done.refused) == {first.pk, second.pk}
        assert Appointment.objects.get(pk=first.pk).period.lower == NINE

    def test_one_room_is_given_once_and_the_own_one_kept_where_it_can_be(self) -> None:
        service, [ana, ben, eve] = a_clinic(clinicians=3, rooms=2)
        visits = [booked(service, ana, NINE + n * TWENTY) for n in range(3)]
        moves = [Move(v.pk, c.pk, NINE + 4 * TWENTY) for v, c in zip(visits, (ana, ben, eve), strict=True)]
        done = move_many(moves, key="k", partial=True)
        assert len(done.moved) == 2 and len(done.refused) == 1
        assert len({v.room_id for v in done.moved}) == 2

    def test_devices_are_shared_out_too(self) -> None:
        service, [ana, ben] = a_clinic(rooms=2)
        site = ana.patterns.first().site  # type: ignore[union-attr]
        factories.a_need(service, "device", "ultrasound")
        for _ in range(2):
            factories.a_device(site, "ultrasound")
        visits = [booked(service, ana, NINE), booked(service, ana, NINE + TWENTY)]
        done = move_many(
            [Move(v.pk, c.pk, NINE + 5 * TWENTY) for v, c in zip(visits, (ana, ben), strict=True)], key="k"
        )
        assert len(done.moved) == 2
        devices = Reservation.objects.filter(resource__kind="device").values_list("resource_id", flat=True)
        assert len(set(devices)) == len(devices) == 2

    def test_the_same_key_moves_once(self) -> None:
        service, [ana, ben] = a_clinic()
        visit = booked(service, ana, NINE)
        for _ in range(2):
            done = move_many([Move(visit.pk, ben.pk, NINE)], key="the form")
            assert [v.sequence for v in done.moved] == [1]

    def test_what_is_over_or_not_there_is_refused_by_name(self) -> None:
        service, [ana, ben] = a_clinic()
        visit, gone = booked(service, ana, NINE), uuid4()
        cancel(visit, "other")
        done = move_many([Move(visit.pk, ben.pk, NINE), Move(gone, ben.pk, NINE)], key="", partial=True)
        assert not done.moved
        assert set(done.refused) == {visit.pk, gone}

    def test_as_many_queries_for_forty_as_for_two(self, django_assert_max_num_queries: Any) -> None:
        service, [ana, ben] = a_clinic()
        times = [
            t.starts_at for t in free_times(service, start=NINE, end=NINE + timedelta(days=2), clinicians=[ana.pk])
        ][:40]
        visits = [booked(service, ana, start) for start in times]
        with django_assert_max_num_queries(30):
            assert len(move_many([Move(v.pk, ben.pk, v.period.lower) for v in visits], key="k").moved) == 40


def test_two_who_move_the_same_visits_at_once_leave_no_time_taken_twice(fresh_db: str) -> None:
    service, [ana, ben, eve] = a_clinic(clinicians=3, rooms=3)
    start = datetime.now(UTC) + timedelta(days=2)
    times = [t.starts_at for t in free_times(service, start=start, end=start + timedelta(days=3), clinicians=[ana.pk])][
        :20
    ]
    visits = [booked(service, ana, at) for at in times]
    results = all_at_once([
        partial(move_many, [Move(v.pk, to.pk, v.period.lower) for v in order], key="", partial=True)
        for to in (ben, eve) for order in (visits, visits[::-1], visits)
    ])  # fmt: skip
    assert all(not isinstance(result, Exception) for result in results), results
    for visit in Appointment.objects.filter(status="booked"):
        assert reserved(visit) == {visit.clinician_id, visit.room_id}
    assert Reservation.objects.count() == 40

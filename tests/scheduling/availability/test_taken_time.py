"""What takes time away: visits with their buffers, holds, rooms, caps, and the patient's own other visits."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock
from heartline.kernel.db.confine import as_patient
from heartline.kernel.errors import Refused
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import free_times, nearest
from heartline.scheduling.availability.rules import Filters
from heartline.scheduling.booking.actions import block, book, hold, release
from heartline.scheduling.models import Appointment, Offering, Reservation, Resource, Service
from tests import factories
from tests.scheduling.availability.test_hours import MONDAY, NOW, clocks, on

pytestmark = pytest.mark.django_db

NINE = datetime(2027, 6, 7, 13, tzinfo=UTC)  # 09:00 in New York
TWENTY = timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.set(NOW):
        yield


def a_clinic(rooms: int = 0, **fields: object) -> tuple[Service, Resource]:
    """One clinician, 09:00 to 11:00 every day, at one site."""
    site, clinician = factories.a_site(), factories.a_clinician()
    factories.a_pattern(clinician, site, starts=time(9), ends=time(11))
    for _ in range(rooms):
        factories.a_room(site)
    return factories.a_service(clinician, **{"room_kind": "exam" if rooms else ""} | fields), clinician


def seen_before() -> Patient:
    """A patient who has been here."""
    patient = factories.a_patient()
    service, clinician = a_clinic()
    Appointment.objects.create(
        patient=patient, service=service, clinician=clinician, site=clinician.patterns.first().site, status="fulfilled",
        mode="video", period=DateTimeTZRange(NOW - timedelta(days=9), NOW - timedelta(days=8)), booked_at=NOW, changed_at=NOW,
    )  # fmt: skip
    return patient


def test_buffers_keep_their_distance_on_both_sides() -> None:
    service, clinician = a_clinic(
        step=timedelta(minutes=10), buffer_before=timedelta(minutes=5), buffer_after=timedelta(minutes=10)
    )
    book(factories.a_patient(), service, clinician.pk, NINE + timedelta(minutes=50), mode="video", key="")
    # Taken from 09:45 to 10:20; a visit needs 5 minutes before it and 10 after.
    assert clocks(on(service, MONDAY)) == ["09:00", "09:10", "10:30", "10:40"]


def test_a_hold_counts_for_others_until_it_ends() -> None:
    service, clinician = a_clinic()
    assert hold(service, clinician.pk, NINE, holder="ana", minutes=5)
    assert clocks(on(service, MONDAY))[0] == "09:20"
    assert clocks(on(service, MONDAY, holder="ana"))[0] == "09:00"
    assert clocks(on(service, MONDAY, NOW + timedelta(minutes=5)))[0] == "09:00"
    assert hold(service, clinician.pk, NINE, holder="ben") is None


def test_a_dead_hold_gives_way_and_a_new_one_replaces_the_old() -> None:
    service, clinician = a_clinic()
    hold(service, clinician.pk, NINE, holder="ana")
    with clock.set(NOW + timedelta(minutes=6)):
        assert hold(service, clinician.pk, NINE, holder="ben")
        assert hold(service, clinician.pk, NINE + TWENTY, holder="ben")
    assert [r.holder for r in Reservation.objects.all()] == ["ben"]
    release("ben")
    assert not Reservation.objects.exists()


def test_the_holder_books_what_they_hold_with_its_room() -> None:
    service, clinician = a_clinic(rooms=1)
    hold(service, clinician.pk, NINE, holder="ana")
    assert Reservation.objects.count() == 2
    visit = book(factories.a_patient(), service, clinician.pk, NINE, mode="in_person", key="", holder="ana")
    assert visit.room
    assert {r.appointment_id for r in Reservation.objects.all()} == {visit.pk}


def test_in_person_needs_a_room_and_video_does_not() -> None:
    service, _clinician = a_clinic(rooms=1)
    [room] = Resource.objects.filter(kind="room")
    block(room, NINE, NINE + TWENTY, "painting")
    found = on(service, MONDAY)
    assert [each.mode_options for each in found[:2]] == [("video",), ("in_person", "video")]
    assert [each.room_id for each in found[:2]] == [None, room.pk]
    assert clocks(on(service, MONDAY, mode="in_person"))[0] == "09:20"


def test_the_second_room_is_given_when_the_first_is_taken() -> None:
    service, clinician = a_clinic(rooms=2)
    other = factories.a_clinician()
    factories.a_pattern(other, clinician.patterns.first().site)
    Offering.objects.create(service=service, resource=other)
    first = book(factories.a_patient(), service, clinician.pk, NINE, mode="in_person", key="")
    second = book(factories.a_patient(), service, other.pk, NINE, mode="in_person", key="")
    assert first.room_id != second.room_id


def test_a_full_day_is_full_for_this_service_only() -> None:
    service, clinician = a_clinic(daily_cap=2)
    other = factories.a_service(clinician)
    for n in range(2):
        book(factories.a_patient(), service, clinician.pk, NINE + n * TWENTY, mode="video", key="")
    assert on(service, MONDAY) == []
    assert len(on(service, MONDAY + timedelta(days=1))) == 6
    assert len(on(other, MONDAY)) == 4


def test_a_visit_being_moved_is_not_in_its_own_way() -> None:
    service, clinician = a_clinic(daily_cap=1, duration=timedelta(minutes=40))
    visit = book(factories.a_patient(), service, clinician.pk, NINE, mode="video", key="")
    assert on(service, MONDAY) == []
    assert clocks(on(service, MONDAY, moving=visit.pk)) == ["09:00", "09:20", "09:40", "10:00", "10:20"]


def test_new_patients_only_see_those_who_take_them() -> None:
    service, _clinician = a_clinic()
    Offering.objects.update(new_patients=False)
    assert on(service, MONDAY, patient_id=factories.a_patient().pk) == []
    assert on(service, MONDAY, patient_id=seen_before().pk)


def test_for_returning_patients_only() -> None:
    service, _clinician = a_clinic(online="returning")
    new = factories.a_patient()
    assert on(service, MONDAY, patient_id=new.pk) == []
    assert on(service, MONDAY, patient_id=new.pk, online=False)
    assert on(service, MONDAY, patient_id=seen_before().pk)


def test_nearest_times_are_around_the_wanted_one() -> None:
    service, clinician = a_clinic()
    book(factories.a_patient(), service, clinician.pk, NINE + 2 * TWENTY, mode="video", key="")
    found = nearest(service, NINE + 2 * TWENTY, clinician_id=clinician.pk, n=4)
    assert clocks(found) == ["09:00", "09:20", "10:00", "10:20"]


def test_nearest_times_are_of_colleagues_at_the_same_site_before_others() -> None:
    service, clinician = a_clinic()
    site = clinician.patterns.first().site
    colleague, elsewhere = factories.a_clinician(), factories.a_clinician()
    factories.a_pattern(colleague, site, starts=time(9), ends=time(11))
    factories.a_pattern(elsewhere, factories.a_site(), starts=time(9), ends=time(11))
    for each in (colleague, elsewhere):
        Offering.objects.create(service=service, resource=each)
    found = nearest(service, NINE, clinician_id=clinician.pk, n=6)
    assert {time.clinician_id for time in found} == {clinician.pk, colleague.pk}
    only = nearest(service, NINE, clinician_id=clinician.pk, filters=Filters(clinicians=[colleague.pk]), n=2)
    assert {time.clinician_id for time in only} == {colleague.pk}


@pytest.mark.parametrize(("days", "queries"), [(1, 1), (7, 2), (20, 3)])
def test_nearest_times_are_looked_for_further_where_there_are_none(
    days: int, queries: int, django_assert_num_queries: Any
) -> None:
    """Those around are blocked; at another site there are times, which come only when nobody here has any."""
    service, clinician = a_clinic(lead_time=timedelta(0))
    elsewhere = factories.a_clinician(name="Dr. Elsewhere")
    factories.a_pattern(elsewhere, factories.a_site(), starts=time(9), ends=time(11))
    Offering.objects.create(service=service, resource=elsewhere)
    around = timedelta(days=days) - timedelta(hours=3)
    block(clinician, NINE - around, NINE + around, "away")
    with django_assert_num_queries(queries):
        found = nearest(service, NINE, clinician_id=clinician.pk, n=4)
    own = [time for time in found if time.clinician_id == clinician.pk]
    assert len(found) == 4
    assert bool(own) is (queries < 3)
    assert all(abs(time.starts_at - NINE) >= around for time in own)


def test_somebody_not_signed_in_sees_the_same_times() -> None:
    service, clinician = a_clinic(rooms=1)
    patient = factories.a_patient(account=factories.an_account())
    book(patient, service, clinician.pk, NINE, mode="in_person", key="")
    everything = on(service, MONDAY)
    for who in (None, factories.an_account().pk):
        with as_patient(who):
            assert on(service, MONDAY) == everything


def test_free_times_are_one_query(django_assert_num_queries: object) -> None:
    service, _clinician = a_clinic(rooms=3)
    with django_assert_num_queries(1):  # type: ignore[operator]
        free_times(service, start=NOW, end=NOW + timedelta(days=14))


def test_every_time_offered_can_be_booked_and_no_other() -> None:
    """Picker and writer agree, start by start, at five-minute steps over a day with all kinds of obstacles."""
    service, clinician = a_clinic(rooms=1, step=timedelta(minutes=10), buffer_after=timedelta(minutes=5))
    book(factories.a_patient(), service, clinician.pk, NINE + timedelta(minutes=30), mode="video", key="")
    block(Resource.objects.get(kind="room"), NINE + timedelta(minutes=80), NINE + timedelta(minutes=95), "cleaning")
    hold(service, clinician.pk, NINE, holder="somebody", mode="video")
    patient = factories.a_patient()
    offered = {
        (each.starts_at, mode) for each in on(service, MONDAY, patient_id=patient.pk) for mode in each.mode_options
    }
    assert len(offered) > 4
    for n in range(-6, 40):
        for mode in ("in_person", "video", "phone"):
            start = NINE + n * timedelta(minutes=5)
            assert _can_book(patient, service, clinician, start, mode) == ((start, mode) in offered), (start, mode)


def _can_book(patient: Patient, service: Service, clinician: Resource, start: datetime, mode: str) -> bool:
    try:
        with transaction.atomic():
            visit = book(patient, service, clinician.pk, start, mode=mode, key="")
            assert (visit.period.lower, visit.mode) == (start, mode)
            transaction.set_rollback(True)
            return True
    except Refused:
        return False

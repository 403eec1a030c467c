"""A group shares a clinician, a room and so many places; nobody in it sees who else comes."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient
from heartline.people.models import ContactPoint, Patient
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book, cancel, reschedule
from heartline.scheduling.booking.refusals import NotBookable, NotChangeable, PatientClash, TimeTaken
from heartline.scheduling.groups import actions, queries, reactions
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.groups.refusals import GroupFull
from heartline.scheduling.models import Appointment, Reservation, Resource, Service
from tests import factories
from tests.scheduling.crowd import all_at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
NINE = datetime(2027, 3, 2, 14, tzinfo=UTC)  # Tuesday, nine in New York


@pytest.fixture
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def a_class(places: int = 3, sessions: int = 1) -> tuple[Service, Resource, list[GroupSession]]:
    site = factories.a_site()
    clinician = factories.a_clinician()
    factories.a_pattern(clinician, site, starts=time(8), ends=time(12))
    factories.a_room(site)
    service = factories.a_service(
        clinician, room_kind="exam", group_size=places, duration=timedelta(hours=1), modes=["in_person"]
    )
    with clock.set(NOW):
        starts = [NINE + timedelta(days=n) for n in range(sessions)]
        return service, clinician, actions.open_sessions(service, clinician.pk, starts, mode="in_person")


def joined(session: GroupSession, patient: Patient | None = None) -> Appointment:
    return actions.join(patient or factories.a_patient(), session, key="")


def taken(session: GroupSession) -> int:
    session.refresh_from_db()
    return session.taken


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestAGroup:
    def test_clinician_and_room_are_reserved_once_for_all(self) -> None:
        service, clinician, [session] = a_class()
        visits = [joined(session) for _ in range(3)]
        assert Reservation.objects.count() == 2
        assert {(v.clinician_id, v.room_id, v.period.lower) for v in visits} == {(clinician.pk, session.room_id, NINE)}
        assert taken(session) == 3
        free = free_times(service, start=NINE, end=NINE + timedelta(hours=1), online=False)
        assert not [t for t in free if t.starts_at < NINE + timedelta(hours=1)]

    def test_one_too_many_is_refused_and_another_place_comes_free(self) -> None:
        _service, _clinician, [session] = a_class(places=2)
        first, _second = joined(session), joined(session)
        with pytest.raises(GroupFull):
            joined(session)
        cancel(first, "other")
        assert taken(session) == 1
        joined(session)
        assert Appointment.objects.filter(status="booked").count() == 2

    def test_the_database_itself_refuses_one_too_many(self) -> None:
        _service, _clinician, [session] = a_class(places=1)
        visit = joined(session)
        with pytest.raises(IntegrityError, match="group_has_places"), transaction.atomic():
            Appointment.objects.create(
                patient=factories.a_patient(), service=visit.service, site=visit.site, period=visit.period,
                mode="in_person", group_session=session, booked_at=NOW, changed_at=NOW,
            )  # fmt: skip

    def test_joining_twice_is_joining_once(self) -> None:
        _service, _clinician, [session] = a_class()
        patient = factories.a_patient()
        assert joined(session, patient) == joined(session, patient)
        assert taken(session) == 1

    def test_who_is_elsewhere_is_told_where(self) -> None:
        _service, _clinician, [session] = a_class()
        other = factories.a_clinician()
        factories.a_pattern(other, session.site)
        patient = factories.a_patient()
        visit = book(patient, factories.a_service(other), other.pk, NINE + timedelta(minutes=20), mode="video", key="")
        with pytest.raises(PatientClash) as refusal:
            joined(session, patient)
        assert refusal.value.appointment == visit

    def test_the_place_changes_to_another_date_not_to_any_free_time(self) -> None:
        _service, clinician, [session, other] = a_class(sessions=2)
        visit = joined(session)
        with pytest.raises(NotChangeable):
            reschedule(visit, clinician.pk, NINE + timedelta(days=3), key="", online=False)
        moved = actions.change(visit, other, key="k")
        assert (moved.pk, moved.period.lower, moved.sequence) == (visit.pk, NINE + timedelta(days=1), 1)
        assert (taken(session), taken(other)) == (0, 1)

    def test_nobody_books_a_group_for_themselves_alone(self) -> None:
        service, clinician, _sessions = a_class()
        with pytest.raises(NotBookable):
            book(factories.a_patient(), service, clinician.pk, NINE + timedelta(days=2), mode="in_person", key="")

    def test_all_dates_are_opened_or_none(self) -> None:
        service, clinician, _sessions = a_class()
        with pytest.raises(TimeTaken):
            actions.open_sessions(service, clinician.pk, [NINE - timedelta(hours=1), NINE], mode="in_person")
        assert GroupSession.objects.count() == 1

    def test_calling_it_off_cancels_every_visit_and_frees_the_time(self) -> None:
        _service, _clinician, [session] = a_class()
        visits = [joined(session) for _ in range(2)]
        actions.call_off(session)
        assert set(Appointment.objects.values_list("status", "cancel_reason")) == {("cancelled", "by_clinic")}
        assert not Reservation.objects.exists()
        assert len(visits) == 2
        with pytest.raises(NotBookable):
            joined(session)

    def test_a_patient_sees_their_own_visit_and_how_many_places_are_left_and_nobody_else(self) -> None:
        _service, _clinician, [session] = a_class()
        mine, other = (factories.a_patient(account=factories.an_account()) for _ in range(2))
        joined(session, mine)
        joined(session, other)
        actions.wait(other, session)
        assert mine.account
        with as_patient(mine.account.pk):
            assert [v.patient_id for v in Appointment.objects.filter(group_session=session)] == [mine.pk]
            assert GroupSession.objects.get().places_left == 1
            assert not GroupWaiting.objects.exists()
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                GroupSession.objects.update(taken=0)

    def test_who_waits_is_told_of_a_free_place_the_longest_waiting_first(self) -> None:
        _service, _clinician, [session] = a_class(places=2)
        first, second = joined(session), joined(session)
        people = [factories.a_patient() for _ in range(3)]
        for n, patient in enumerate(people):
            ContactPoint.objects.create(patient=patient, system="email", value=f"waits{n}@example.org")
            with clock.set(NOW + timedelta(minutes=n)):
                actions.wait(patient, session)
        cancel(first, "other")
        for _ in range(2):  # a reaction may run twice
            reactions.tell_who_waits(session.pk)
        assert [m.to for m in mail.outbox] == [["waits0@example.org"]]
        cancel(second, "other")
        reactions.tell_who_waits(session.pk)
        assert [m.to for m in mail.outbox] == [["waits0@example.org"], ["waits1@example.org"]]
        joined(session, people[0])
        assert [w.patient for w in queries.roster(session).waiting] == people[1:]

    def test_the_roster_is_two_queries(self, django_assert_num_queries: Any) -> None:
        _service, _clinician, [session] = a_class(places=20)
        for _ in range(12):
            joined(session)
        with django_assert_num_queries(2):
            assert len([v.patient.name for v in queries.roster(session).visits]) == 12


def test_a_hundred_join_at_once_and_no_place_is_given_twice(fresh_db: str) -> None:
    _service, _clinician, [session] = a_class(places=8)
    patients = [factories.a_patient(account=factories.an_account()) for _ in range(100)]

    def join_as(patient: Patient) -> Appointment:
        assert patient.account
        me = Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")
        with clock.set(NOW), as_patient(patient.account.pk), actor.acting(me):
            return actions.join(patient, session, key="k")

    results = all_at_once([partial(join_as, patient) for patient in patients])
    assert sum(isinstance(result, Appointment) for result in results) == 8
    assert sum(isinstance(result, GroupFull) for result in results) == 92, [
        r for r in results if isinstance(r, Exception)
    ][:3]
    assert taken(session) == 8
    assert Appointment.objects.filter(group_session=session, status="booked").count() == 8

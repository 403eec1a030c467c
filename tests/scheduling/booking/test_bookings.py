"""Booking, moving and cancelling, one at a time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient
from heartline.kernel.errors import NotAllowed
from heartline.kernel.models import Event
from heartline.people.models import Patient
from heartline.scheduling.booking import actions, queries
from heartline.scheduling.booking.refusals import NotBookable, NotChangeable, PatientClash, TimeInUse, TimeTaken
from heartline.scheduling.models import Appointment, Reservation, Resource, Service
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
NINE = datetime(2027, 6, 7, 13, tzinfo=UTC)  # Monday, 09:00 in New York
TWENTY = timedelta(minutes=20)
DESK = Actor(Kind.STAFF, "Nora", role="front_desk", door="desk")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.set(NOW), actor.acting(DESK):
        yield


@pytest.fixture
def clinician() -> Resource:
    site, resource = factories.a_site(), factories.a_clinician()
    factories.a_pattern(resource, site, starts=time(9), ends=time(11))
    factories.a_room(site)
    return resource


@pytest.fixture
def service(clinician: Resource) -> Service:
    return factories.a_service(
        clinician, room_kind="exam", buffer_after=timedelta(minutes=5), step=timedelta(minutes=10)
    )


@pytest.fixture
def patient() -> Patient:
    return factories.a_patient(account=factories.an_account())


def reserved(visit: Appointment) -> list[tuple[object, datetime, datetime]]:
    found = Reservation.objects.filter(appointment_id=visit.pk).order_by("resource__kind")
    return [(r.resource_id, r.period.lower, r.period.upper) for r in found]


class TestBook:
    def test_takes_clinician_and_room_with_their_buffers(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="1", reason="a cough")
        assert (visit.status, visit.sequence, visit.booked_by, visit.booked_door) == ("booked", 0, "Nora", "desk")
        assert (visit.period.lower, visit.period.upper) == (NINE, NINE + TWENTY)
        until = NINE + timedelta(minutes=25)
        assert reserved(visit) == [(clinician.pk, NINE, until), (visit.room_id, NINE, until)]

    def test_is_recorded_without_free_text(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="video", key="1", reason="a secret")
        [event] = Event.objects.all()
        assert (event.kind, event.patient_id, event.subject_id, event.site_id) == (
            "appointment.booked", patient.pk, visit.pk, visit.site_id)  # fmt: skip
        assert event.data["starts_at"] == NINE.isoformat()
        assert event.data["clinician"] == clinician.name
        assert "secret" not in str(event.data)

    def test_the_same_key_books_once_and_another_patients_is_another(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        first = actions.book(patient, service, clinician.pk, NINE, mode="video", key="k")
        assert actions.book(patient, service, clinician.pk, NINE, mode="video", key="k").pk == first.pk
        other = actions.book(factories.a_patient(), service, clinician.pk, NINE + 2 * TWENTY, mode="video", key="k")
        assert other.pk != first.pk

    def test_a_taken_time_is_refused_with_near_ones(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        actions.book(factories.a_patient(), service, clinician.pk, NINE, mode="video", key="")
        with pytest.raises(TimeTaken) as refusal:
            actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        assert [t.starts_at for t in refusal.value.alternatives][:2] == [NINE + timedelta(minutes=m) for m in (30, 40)]
        assert str(refusal.value) == "That time was just taken."
        assert str(refusal.value.next_step) == "These times are close to it."

    def test_two_visits_at_once_are_refused_and_the_other_is_named(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        other = factories.a_clinician()
        factories.a_pattern(other, factories.a_site(), starts=time(9), ends=time(11))
        elsewhere = factories.a_service(other)
        first = actions.book(patient, elsewhere, other.pk, NINE, mode="video", key="")
        with pytest.raises(PatientClash) as refusal:
            actions.book(patient, service, clinician.pk, NINE + timedelta(minutes=10), mode="video", key="")
        assert refusal.value.appointment == first
        assert all(t.starts_at >= NINE + TWENTY for t in refusal.value.alternatives)
        assert Appointment.objects.count() == 1
        assert "Move or cancel the other visit" in str(refusal.value.next_step)

    def test_online_rules_bind_patients_and_not_staff(self, patient: Patient, clinician: Resource) -> None:
        service = factories.a_service(clinician, lead_time=timedelta(days=30), online="nobody")
        with pytest.raises(NotBookable, match="cannot be booked online"):
            actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        assert actions.book(patient, service, clinician.pk, NINE, mode="video", key="", online=False)

    def test_age_is_that_on_the_day_of_the_visit(self, clinician: Resource) -> None:
        service = factories.a_service(clinician, min_age=18)
        almost = factories.a_patient(birth_date=date(2009, 6, 7))
        assert actions.book(almost, service, clinician.pk, NINE, mode="video", key="")
        with pytest.raises(NotBookable, match="older"):
            actions.book(
                factories.a_patient(birth_date=date(2009, 6, 8)),
                service,
                clinician.pk,
                NINE + 2 * TWENTY,
                mode="video",
                key="",
            )

    def test_a_way_to_meet_that_is_not_offered(self, patient: Patient, service: Service, clinician: Resource) -> None:
        with pytest.raises(NotBookable):
            actions.book(patient, service, clinician.pk, NINE, mode="phone", key="")


class TestReschedule:
    def test_frees_the_old_and_takes_the_new_in_one_step(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        moved = actions.reschedule(
            visit, clinician.pk, NINE + timedelta(minutes=10), key="m"
        )  # overlaps its own old time
        assert (moved.pk, moved.sequence, moved.period.lower) == (visit.pk, 1, NINE + timedelta(minutes=10))
        assert [r[1] for r in reserved(moved)] == [NINE + timedelta(minutes=10)] * 2
        assert actions.reschedule(visit, clinician.pk, NINE + timedelta(minutes=10), key="m").sequence == 1
        event = Event.objects.get(kind="appointment.rescheduled")
        assert (event.data["before"]["starts_at"], event.data["sequence"]) == (NINE.isoformat(), 1)

    def test_changes_nothing_when_the_new_time_is_gone(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        before = reserved(visit)
        actions.book(factories.a_patient(), service, clinician.pk, NINE + 3 * TWENTY, mode="video", key="")
        with pytest.raises(TimeTaken) as refusal:
            actions.reschedule(visit, clinician.pk, NINE + 3 * TWENTY, key="")
        assert str(refusal.value.kept) == "Your visit stays as it is."
        visit.refresh_from_db()
        assert (visit.period.lower, visit.sequence, reserved(visit)) == (NINE, 0, before)

    def test_to_video_gives_the_room_back(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        moved = actions.reschedule(visit, clinician.pk, NINE, key="", mode="video")
        assert (moved.mode, moved.room) == ("video", None)
        assert len(reserved(moved)) == 1

    def test_a_hold_on_the_new_time_is_used_up(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        assert actions.hold(service, clinician.pk, NINE + 3 * TWENTY, holder="me", moving=visit.pk)
        assert actions.hold(service, clinician.pk, NINE + timedelta(minutes=10), holder="me", moving=visit.pk)
        assert actions.hold(service, clinician.pk, NINE + 3 * TWENTY, holder="me", moving=visit.pk)
        moved = actions.reschedule(visit, clinician.pk, NINE + 3 * TWENTY, key="", holder="me")
        assert Reservation.objects.count() == len(reserved(moved)) == 2


class TestCancel:
    def test_frees_the_time_and_keeps_why(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        cancelled = actions.cancel(visit, "transport", note="no bus", key="c")
        assert (cancelled.status, cancelled.cancel_reason, cancelled.cancel_note, cancelled.sequence) == (
            "cancelled", "transport", "no bus", 1)  # fmt: skip
        assert reserved(cancelled) == []
        assert Event.objects.get(kind="appointment.cancelled").data["reason"] == "transport"
        assert actions.cancel(visit, "transport", key="c").pk == visit.pk

    def test_twice_is_told_kindly(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        actions.cancel(visit, "other")
        with pytest.raises(NotChangeable, match="already cancelled") as refusal:
            actions.cancel(visit, "other")
        assert "do not need to do anything" in str(refusal.value.next_step)
        with pytest.raises(NotChangeable):
            actions.reschedule(visit, clinician.pk, NINE, key="")

    def test_close_to_the_visit_a_patient_has_to_call(self, patient: Patient, clinician: Resource) -> None:
        service = factories.a_service(clinician, cancel_notice=timedelta(hours=24))
        visit = actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        assert patient.account
        with clock.set(NINE - timedelta(hours=23)):
            with (
                actor.acting(Actor(Kind.PATIENT, patient.name, patient.account.pk)),
                pytest.raises(NotBookable, match="too close"),
            ):
                actions.cancel(visit, "other")
            assert actions.cancel(visit, "other").status == "cancelled"


class TestWhoMayArrange:
    def test_patients_for_themselves_under_their_own_role(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        assert patient.account
        with (
            as_patient(patient.account.pk),
            actor.acting(Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")),
        ):
            visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="1")
            visit = actions.reschedule(visit, clinician.pk, NINE + 2 * TWENTY, key="2")
            assert queries.upcoming(patient) == [visit]
            actions.cancel(visit, "cost", key="3")
            assert queries.past(patient) == [visit]

    @pytest.mark.parametrize(("scope", "may"), [("all", True), ("visits", True), ("read", False), (None, False)])
    def test_proxies_within_their_scope(
        self, patient: Patient, service: Service, clinician: Resource, scope: str | None, may: bool
    ) -> None:
        holder = factories.an_account()
        if scope:
            factories.a_proxy(patient, holder, scope)
        with as_patient(holder.pk), actor.acting(Actor(Kind.PROXY, "A parent", holder.pk, door="portal")):
            if may:
                assert actions.book(patient, service, clinician.pk, NINE, mode="video", key="").booked_by == "A parent"
            else:
                with pytest.raises(NotAllowed):
                    actions.book(patient, service, clinician.pk, NINE, mode="video", key="")

    def test_nobody_who_is_not_signed_in(self, patient: Patient, service: Service, clinician: Resource) -> None:
        with actor.acting(actor.ANONYMOUS), pytest.raises(NotAllowed):
            actions.book(patient, service, clinician.pk, NINE, mode="video", key="")


class TestTheSameVisitAgain:
    def test_under_another_key_it_is_the_visit_that_there_is(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        first = actions.book(patient, service, clinician.pk, NINE, mode="video", key="one tab")
        again = [actions.book(patient, service, clinician.pk, NINE, mode="video", key="another") for _ in range(2)]
        assert again == [first, first]
        assert Event.objects.count() == 1

    def test_in_another_way_or_for_somebody_else_it_is_not(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        actions.book(patient, service, clinician.pk, NINE, mode="video", key="one tab")
        with pytest.raises(PatientClash):
            actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="another")
        with pytest.raises(TimeTaken):
            actions.book(factories.a_patient(), service, clinician.pk, NINE, mode="video", key="another")


class TestTheDay:
    def test_a_visit_goes_its_way(self, patient: Patient, service: Service, clinician: Resource) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        with clock.set(NINE):
            assert actions.arrive(visit).status == "arrived"
            assert actions.arrive(visit).status == "arrived"  # two people pressed it
            assert actions.complete(visit).status == "fulfilled"
            with pytest.raises(NotChangeable):
                actions.mark_missed(visit)
        kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
        assert kinds == ["appointment.booked", "appointment.arrived", "appointment.fulfilled"]

    def test_a_call_takes_place_without_an_arrival(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        with clock.set(NINE):
            with pytest.raises(NotChangeable, match="Nobody arrives"):
                actions.arrive(visit)
            assert actions.mark_missed(visit).status == "noshow"
            assert actions.complete(visit).status == "fulfilled"

    def test_blocked_time_cannot_hold_a_visit_nor_the_other_way_round(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        blocked = actions.block(clinician, NINE, NINE + TWENTY, "team meeting")
        with pytest.raises(TimeTaken):
            actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        actions.unblock(blocked)
        visit = actions.book(patient, service, clinician.pk, NINE, mode="video", key="")
        with pytest.raises(TimeInUse) as refusal:
            actions.block(clinician, NINE - TWENTY, NINE + TWENTY, "too late")
        assert refusal.value.alternatives == [visit]
        assert "meeting" not in str(list(Event.objects.values_list("data", flat=True)))

    def test_the_board_has_a_column_for_each_clinician_and_room(
        self, patient: Patient, service: Service, clinician: Resource, django_assert_max_num_queries: object
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        actions.block(clinician, NINE + 3 * TWENTY, NINE + 4 * TWENTY, "lunch")
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            [column] = queries.day(visit.site, date(2027, 6, 7))
        assert (column.resource, column.appointments, [b.note for b in column.blocked]) == (
            clinician,
            [visit],
            ["lunch"],
        )
        [room] = queries.day(visit.site, date(2027, 6, 7), by="room")
        assert room.appointments == [visit]
        assert [c.appointments for c in queries.day(visit.site, date(2027, 6, 8))] == [[]]


class TestHold:
    def test_visitors_who_are_not_signed_in_cannot_empty_a_calendar(
        self, service: Service, clinician: Resource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "MOST_HOLDS", 1)
        with actor.acting(actor.ANONYMOUS):
            assert actions.hold(service, clinician.pk, NINE, holder="one")
            assert actions.hold(service, clinician.pk, NINE + 2 * TWENTY, holder="two") is None
        assert actions.hold(service, clinician.pk, NINE + 2 * TWENTY, holder="the desk")


class TestDay:
    def test_nobody_arrives_the_day_before_nor_misses_what_is_to_come(
        self, patient: Patient, service: Service, clinician: Resource
    ) -> None:
        visit = actions.book(patient, service, clinician.pk, NINE, mode="in_person", key="")
        for step in (actions.arrive, actions.complete, actions.mark_missed):
            with pytest.raises(NotChangeable, match="still to come"):
                step(visit)
        with clock.set(NINE - timedelta(hours=1)), pytest.raises(NotChangeable):
            actions.mark_missed(visit)
        with clock.set(NINE - timedelta(hours=1)):
            assert actions.arrive(visit).status == "arrived"

"""What a patient's database role may not do even to its own rows: write in another's name, or decide what staff decide."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from heartline.kernel import actor, audit, clock, idempotency, ledger
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, holding
from heartline.kernel.models import AuditEntry, Event
from heartline.people.models import AccessRequest, Account, ContactPoint, Invitation, Patient
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.booking import reserving
from heartline.scheduling.models import (
    Appointment,
    CalendarFeed,
    GroupWaiting,
    Reservation,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.factories import a_clinician, a_patient, a_proxy, an_account
from tests.filling import filled, value_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return an_account()


@pytest.fixture
def mine(account: Account) -> Patient:
    return a_patient(account=account)


def refused(account: Account, statement: str, *values: Any) -> bool:
    """Whether the database says no, or finds nothing to change."""
    try:
        with as_patient(account.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount == 0
    except DatabaseError as error:
        return said_no(error)


def said_no(error: DatabaseError) -> bool:
    return any(words in str(error) for words in ("permission denied", "row-level security", "only staff"))


def copied(account: Account, row: Any, **changed: Any) -> bool:
    """Whether a patient's request may not add a row like this one with `changed` in it."""
    fields = [field for field in row._meta.concrete_fields if not getattr(field, "generated", False)]
    row.pk = None
    for field in fields:
        if field.primary_key or field.unique:
            setattr(row, field.attname, field.get_default() if field.has_default() else value_for(field))
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        with as_patient(account.pk), transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        return said_no(error)
    return False


def given_up(row: Any) -> Any:
    type(row).objects.filter(pk=row.pk).delete()
    return row


class TestInAnothersName:
    def test_a_guardian_makes_no_calendar_that_reads_with_the_minors_rights(self, account: Account) -> None:
        teen = a_patient(account=an_account())
        a_proxy(teen, account)
        row = {"account": account, "patient": teen, "made_at": clock.now(), "detail": "busy"}
        feed = CalendarFeed(digest="a", **row)
        assert not copied(account, feed)
        assert copied(account, CalendarFeed(digest="b", **row), account_id=teen.account_id)
        assert copied(account, CalendarFeed(digest="c", **row), with_confidential=True)

    def test_a_guardian_neither_ends_nor_revives_the_minors_own_calendar(self, account: Account) -> None:
        teen = a_patient(account=an_account())
        a_proxy(teen, account)
        feed = filled(CalendarFeed, teen)
        CalendarFeed.objects.filter(pk=feed.pk).update(account=teen.account, resource=None)
        end = "UPDATE scheduling_calendarfeed SET revoked_at = now() WHERE id = %s"
        assert refused(account, end, feed.pk)
        assert not refused(teen.account, end, feed.pk)
        assert refused(teen.account, "UPDATE scheduling_calendarfeed SET revoked_at = NULL WHERE id = %s", feed.pk)

    def test_a_guardian_asks_for_no_archive_in_the_minors_name(self, account: Account) -> None:
        teen = a_patient(account=an_account())
        a_proxy(teen, account)
        row = {"patient": teen, "asked_at": clock.now(), "due_on": clock.now().date()}
        assert not copied(account, AccessRequest(**row), asked_by_id=account.pk)
        assert copied(account, AccessRequest(**row), asked_by_id=teen.account_id)


class TestWhoActs:
    """A patient's request writes into ledger and audit log what it did itself, in its own name, and nothing else."""

    FALSE = (
        {"actor_kind": "staff"},
        {"actor_kind": "system"},
        {"actor_kind": "anonymous"},
        {"actor_id": None},
        {"actor_id": uuid.uuid4()},
        {"actor_role": "administrator"},
        {"door": "desk"},
        {"door": "system"},
        {"at": clock.now() - timedelta(days=1)},
        {"at": clock.now() + timedelta(days=1)},
        {"patient_id": None},
    )

    @staticmethod
    def entry(model: Any, account: Account, patient: Patient) -> Any:
        what = (
            {"kind": "test.happened"}
            if model is Event
            else {"what": "visit", "id": 0, "previous_hash": b"", "hash": b""}
        )
        return model(
            patient_id=patient.pk, at=clock.now(), actor_kind="patient", actor_id=account.pk,
            actor_label="Somebody else", door="portal", **what,
        )  # fmt: skip

    @pytest.mark.parametrize("model", [Event, AuditEntry])
    def test_is_nobody_but_the_login_itself(self, account: Account, mine: Patient, model: Any) -> None:
        assert not copied(account, self.entry(model, account, mine))
        for false in self.FALSE:
            assert copied(account, self.entry(model, account, mine), **false), false
        assert copied(account, self.entry(model, account, a_patient()))

    @pytest.mark.parametrize("model", [Event, AuditEntry])
    def test_is_called_what_their_record_says(self, account: Account, mine: Patient, model: Any) -> None:
        child = a_patient()
        a_proxy(child, account)
        for patient in (mine, child):
            assert not copied(account, self.entry(model, account, patient))
        written = set(model.objects.values_list("patient_id", "actor_kind", "actor_label"))
        assert written == {(mine.pk, "patient", mine.name), (child.pk, "proxy", mine.name)}
        assert audit.verify().whole

    def test_without_a_record_is_called_what_the_login_says(self, account: Account) -> None:
        child = a_patient()
        a_proxy(child, account)
        assert not copied(account, self.entry(Event, account, child))
        assert Event.objects.get().actor_label == account.get_full_name()


class TestWhatOthersDecide:
    def test_a_request_for_data_is_not_marked_as_answered(self, account: Account, mine: Patient) -> None:
        row = {"patient": mine, "asked_by": account, "asked_at": clock.now(), "due_on": clock.now().date()}
        assert copied(account, AccessRequest(**row), status="ready")
        asked = AccessRequest.objects.create(**row)
        for status in ("ready", "fetched", "expired"):
            assert refused(account, "UPDATE people_accessrequest SET status = %s WHERE id = %s", status, asked.pk)
        assert not refused(account, "UPDATE people_accessrequest SET status = 'withdrawn' WHERE id = %s", asked.pk)

    def test_an_offer_is_neither_made_nor_brought_back(self, account: Account, mine: Patient) -> None:
        offer = filled(WaitlistOffer, mine)
        again = "UPDATE scheduling_waitlistoffer SET state = 'open' WHERE id = %s"
        WaitlistOffer.objects.filter(pk=offer.pk).update(state="withdrawn")
        assert refused(account, again, offer.pk)
        assert refused(account, "UPDATE scheduling_waitlistoffer SET state = 'accepted' WHERE id = %s", offer.pk)
        WaitlistOffer.objects.filter(pk=offer.pk).update(state="expired")
        assert refused(account, again, offer.pk)
        assert copied(account, offer)

    def test_nobody_waits_for_a_time_earlier_than_somebody_elses_visit(self, account: Account, mine: Patient) -> None:
        theirs, own = filled(Appointment, a_patient()), filled(Appointment, mine)
        entry = given_up(filled(WaitlistEntry, mine))
        entry.status, entry.ended_at = "waiting", None
        assert copied(account, entry, appointment=theirs)
        assert not copied(account, entry, appointment=own)
        move = "UPDATE scheduling_waitlistentry SET appointment_id = %s WHERE patient_id = %s"
        assert refused(account, move, theirs.pk, mine.pk)

    def test_nobody_says_that_they_were_told_of_a_groups_place(self, account: Account, mine: Patient) -> None:
        waiting = filled(GroupWaiting, mine)
        assert refused(account, "UPDATE scheduling_groupwaiting SET asked_at = now() WHERE id = %s", waiting.pk)
        assert copied(account, given_up(waiting), told_at=clock.now())

    def test_nobody_says_that_they_have_waited_for_longer(self, account: Account, mine: Patient) -> None:
        waiting, entry = given_up(filled(GroupWaiting, mine)), given_up(filled(WaitlistEntry, mine))
        long_ago = clock.now() - timedelta(hours=1)
        assert copied(account, waiting, asked_at=long_ago)
        assert not copied(account, waiting, asked_at=clock.now())
        assert copied(account, entry, joined_at=long_ago)
        assert not copied(account, entry, joined_at=clock.now())
        assert refused(account, "UPDATE scheduling_waitlistentry SET joined_at = %s", long_ago)
        assert refused(account, "UPDATE scheduling_waitlistentry SET urgency = 2")

    @pytest.mark.parametrize("status", ["left", "served", "ended"])
    def test_who_waits_no_longer_is_not_back_in_their_old_place(
        self, account: Account, mine: Patient, status: str
    ) -> None:
        entry = filled(WaitlistEntry, mine)
        WaitlistEntry.objects.update(status=status, ended_at=clock.now())
        for change in ("status = 'waiting', ended_at = NULL", "weekdays = '{1}'"):
            assert refused(account, f"UPDATE scheduling_waitlistentry SET {change} WHERE id = %s", entry.pk)

    def test_waiting_ends_by_leaving_or_by_a_time(self, account: Account, mine: Patient) -> None:
        for status, right in (("ended", False), ("left", True), ("served", True)):
            given_up(filled(WaitlistEntry, mine))
            entry = filled(WaitlistEntry, mine)
            end = "UPDATE scheduling_waitlistentry SET status = %s, ended_at = now() WHERE id = %s"
            assert refused(account, end, status, entry.pk) is not right, status
            given_up(entry)

    def test_the_count_of_offers_not_answered_is_only_begun_anew(self, account: Account, mine: Patient) -> None:
        entry = filled(WaitlistEntry, mine)
        WaitlistEntry.objects.update(unanswered=2)
        assert refused(account, "UPDATE scheduling_waitlistentry SET unanswered = 1 WHERE id = %s", entry.pk)
        assert not refused(account, "UPDATE scheduling_waitlistentry SET unanswered = 0 WHERE id = %s", entry.pk)

    @pytest.mark.parametrize("before", Appointment.Status.values)
    @pytest.mark.parametrize("after", Appointment.Status.values)
    def test_of_what_becomes_of_a_visit_a_patient_says_only_that_it_is_moved_or_off(
        self, account: Account, mine: Patient, before: str, after: str
    ) -> None:
        visit = filled(Appointment, mine)
        Appointment.objects.update(status=before)
        theirs = (before, after) in {("booked", "booked"), ("booked", "cancelled"), ("arrived", "cancelled")}
        change = "UPDATE scheduling_appointment SET status = %s WHERE id = %s"
        assert refused(account, change, after, visit.pk) is not theirs

    @pytest.mark.parametrize("change", ["confidential = NOT confidential", "booked_by = 'x'", "booked_at = now()"])
    def test_who_may_know_of_a_visit_is_not_changed_afterwards(
        self, account: Account, mine: Patient, change: str
    ) -> None:
        visit = filled(Appointment, mine)
        assert refused(account, f"UPDATE scheduling_appointment SET {change} WHERE id = %s", visit.pk)

    def test_a_proxy_moves_no_visit_from_one_child_to_the_other(self, account: Account) -> None:
        one, two = a_patient(), a_patient()
        for child in (one, two):
            a_proxy(child, account)
        visit = filled(Appointment, one)
        move = "UPDATE scheduling_appointment SET patient_id = %s WHERE id = %s"
        assert refused(account, move, two.pk, visit.pk)

    def test_a_contact_point_is_verified_by_nobody_but_a_code_and_staff(self, account: Account, mine: Patient) -> None:
        point = filled(ContactPoint, mine)
        assert copied(account, point, verified_at=clock.now(), value="other")
        point = ContactPoint.objects.get()
        verify = "UPDATE people_contactpoint SET verified_at = now() WHERE id = %s"
        become = "UPDATE people_contactpoint SET value = 'another' WHERE id = %s"
        assert refused(account, verify, point.pk)
        assert not refused(account, become, point.pk)
        ContactPoint.objects.update(verified_at=clock.now(), value="x")
        assert refused(account, become, point.pk)
        assert not refused(account, "UPDATE people_contactpoint SET shared = true WHERE id = %s", point.pk)

    def test_a_visit_is_not_written_as_seen_and_not_removed(self, account: Account, mine: Patient) -> None:
        visit = filled(Appointment, mine)
        assert refused(account, "DELETE FROM scheduling_appointment WHERE id = %s", visit.pk)
        assert copied(account, given_up(visit), status="fulfilled")

    @pytest.mark.parametrize("table", ["people_identifier", "people_invitation"])
    def test_record_numbers_and_invitations_are_read_only(self, account: Account, mine: Patient, table: str) -> None:
        filled(Invitation, mine)
        for right in ("INSERT", "UPDATE", "DELETE"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT has_table_privilege('heartline_patient', %s, %s)", [table, right])
                assert cursor.fetchone() == (False,)

    def test_time_is_taken_only_for_a_visit_or_for_minutes(self, account: Account) -> None:
        start = clock.now()
        row = {"resource": a_clinician(), "period": (start, start + timedelta(minutes=30))}
        assert copied(account, Reservation(**row))
        assert not copied(account, Reservation(**row), held_until=start + timedelta(minutes=5), holder="me")
        assert copied(account, Reservation(**row), held_until=start + timedelta(hours=1), holder="me")


class TestTimeThatSomebodyElseHolds:
    @pytest.fixture
    def held(self) -> Reservation:
        start = clock.now() + timedelta(days=1)
        return Reservation.objects.create(
            resource=a_clinician(),
            period=(start, start + timedelta(minutes=30)),
            held_until=clock.now() + timedelta(minutes=5),
            holder="theirs",
        )

    def test_is_seen_but_neither_changed_nor_given_up(self, account: Account, held: Reservation) -> None:
        for statement in (
            "UPDATE scheduling_reservation SET held_until = now() WHERE id = %s",
            "UPDATE scheduling_reservation SET holder = 'mine' WHERE id = %s",
            "DELETE FROM scheduling_reservation WHERE id = %s",
        ):
            assert refused(account, statement, held.pk)

    def test_whatever_the_code_asks_for(self, account: Account, held: Reservation) -> None:
        with as_patient(account.pk):
            reserving.give_up(Q(resource=held.resource), "mine")
        assert Reservation.objects.filter(pk=held.pk).exists()

    def test_is_given_up_by_who_has_its_token_or_when_it_is_dead(self, account: Account, held: Reservation) -> None:
        with as_patient(account.pk):
            booking.release("theirs")
        assert not Reservation.objects.exists()
        held.save(force_insert=True)
        Reservation.objects.update(held_until=clock.now() - timedelta(seconds=1))
        assert not refused(account, "DELETE FROM scheduling_reservation WHERE id = %s", held.pk)

    def test_a_reservation_is_made_and_removed_but_never_changed(self, account: Account, held: Reservation) -> None:
        longer = "UPDATE scheduling_reservation SET held_until = held_until + interval '1 minute'"
        with as_patient(account.pk):
            holding("theirs")
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                run(longer)


class TestWhatOthersDid:
    @pytest.mark.parametrize("table", ["idempotency_key", "procrastinate_events"])
    def test_is_not_read(self, account: Account, table: str) -> None:
        with as_patient(account.pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(f"SELECT * FROM {table}")

    @pytest.mark.parametrize("column", ["*", "args", "lock", "queueing_lock", "task_name"])
    def test_nor_are_their_jobs(self, account: Account, column: str) -> None:
        with as_patient(account.pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(f"SELECT {column} FROM procrastinate_jobs")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE procrastinate_jobs SET status = 'cancelled'",
            "DELETE FROM procrastinate_jobs",
            "SELECT procrastinate_fetch_job_v2(NULL, NULL)",
            "SELECT procrastinate_cancel_job_v1(1, true, true)",
            "UPDATE idempotency_key SET key = 'x'",
            "DELETE FROM idempotency_key",
        ],
    )
    def test_nor_stopped_nor_undone(self, account: Account, statement: str) -> None:
        with as_patient(account.pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement)

    def test_a_key_answers_to_whoever_has_it(self, account: Account) -> None:
        made = uuid.uuid4()
        with as_patient(account.pk):
            assert idempotency.once("test", "key", lambda: made) == (made, True)
            assert idempotency.once("test", "key", uuid.uuid4) == (made, False)
            assert idempotency.once("test", "another", lambda: made) == (made, True)

    def test_a_reaction_is_deferred_to_what_happened_to_oneself_and_to_nothing_else(
        self, account: Account, mine: Patient
    ) -> None:
        theirs = ledger.record("appointment.booked", patient_id=a_patient().pk)
        before = jobs()
        with as_patient(account.pk), actor.acting(Actor(Kind.PATIENT, mine.name, account.pk, door="portal")):
            own = ledger.record("appointment.booked", patient_id=mine.pk)
        assert len(jobs()) > len(before) and {event for _task, event in jobs()} == {theirs.pk, own.pk}
        for task, arguments in (
            ("heartline.react", {"name": "x", "event_id": theirs.pk}),
            ("heartline.react", {"name": "x"}),
            ("heartline.waitlist.expire", {"offer_id": "x"}),
        ):
            job = app.configure_task(task, allow_unknown=True).make_new_job(**arguments)
            with as_patient(account.pk), pytest.raises(ConnectorException) as refusal, transaction.atomic():
                app.job_manager.defer_job(job)
            assert "row-level security" in str(refusal.value.__cause__)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def jobs() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, (args ->> 'event_id')::bigint FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()

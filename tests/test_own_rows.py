"""What a patient's database role may not do even to its own rows: write in another's name, or decide what staff decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from heartline.kernel import clock
from heartline.kernel.db.confine import as_patient
from heartline.people.models import AccessRequest, Account, Invitation, Patient
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

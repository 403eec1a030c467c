"""What a patient's database role may do in conversations: say something, and have read what we said. Nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from heartline.conversations.models import ConsentEntry, Conversation, Delivery, Message
from heartline.conversations.threads import actions as conversations
from heartline.kernel import clock
from heartline.kernel.db.confine import as_patient
from heartline.kernel.models import Event
from heartline.people.models import Account, ContactPoint, Patient
from tests.conversations.scene import acting_as
from tests.factories import a_patient, a_proxy, a_staff_member, an_account
from tests.filling import filled
from tests.test_own_rows import copied, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return an_account()


@pytest.fixture
def mine(account: Account) -> Patient:
    return a_patient(account=account)


def begun(account: Account, patient: Patient, **more: Any) -> Conversation:
    """A conversation as the portal begins it."""
    with as_patient(account.pk), acting_as(account):
        return conversations.begin(patient, account, topic="care", subject="Hello", text="It hurts.", key="", **more)


@pytest.fixture
def mine_begun(account: Account, mine: Patient) -> Conversation:
    return begun(account, mine)


@pytest.mark.parametrize(
    "changed",
    [
        {"door": "sms"},
        {"address": "+12125550142"},
        {"status": "resolved"},
        {"waiting": True},
        {"epoch": 4},
        {"emergency": True},
        {"declined": True},
        {"wants_person": True},
        {"undelivered": True},
        {"answered_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"resolved_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"created_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"last_at": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_none_is_begun_as_if_something_had_happened_in_it(
    account: Account, mine_begun: Conversation, changed: dict[str, Any]
) -> None:
    assert not copied(account, mine_begun)
    assert copied(account, mine_begun, **changed)


def test_nobody_is_made_its_owner(account: Account, mine_begun: Conversation) -> None:
    member = a_staff_member()
    assert copied(account, mine_begun, keeper=member)
    assert copied(account, mine_begun, keeper=None, owner="person", person=member)


@pytest.mark.parametrize(
    "change",
    ["status = 'resolved'", "owner = 'assistant'", "waiting = false", "due_at = NULL", "queue_id = queue_id",
     "confidential = true", "patient_id = patient_id", "emergency = true", "last_at = now()"],
)  # fmt: skip
def test_the_turn_is_not_changed(account: Account, mine_begun: Conversation, change: str) -> None:
    assert refused(account, f"UPDATE conversations_conversation SET {change} WHERE id = %s", mine_begun.pk)


def test_nor_is_it_removed(account: Account, mine_begun: Conversation) -> None:
    for table in ("conversations_conversation", "conversations_message", "conversations_delivery"):
        assert refused(account, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "changed",
    [
        {"direction": "out", "author": "person"},
        {"direction": "out", "author": "system"},
        {"author": "unknown"},
        {"door": "sms"},
        {"provider": "twilio"},
        {"provider_id": "SM1"},
        {"address": "+12125550142"},
        {"key": "k"},
        {"read_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"confidential": True},
        {"account_id": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_nobody_writes_as_staff_or_in_another_way_than_here(
    account: Account, mine_begun: Conversation, changed: dict[str, Any]
) -> None:
    message = mine_begun.messages.get()
    assert not copied(account, message)
    assert copied(account, message, **changed)
    assert copied(account, message, staff_member=a_staff_member())


def test_nobody_writes_in_somebody_elses_conversation(account: Account, mine_begun: Conversation) -> None:
    other = a_patient(account=an_account())
    assert other.account
    theirs = begun(other.account, other)
    assert copied(account, mine_begun.messages.get(), conversation=theirs)
    assert copied(account, mine_begun.messages.get(), conversation=theirs, patient=other)


def test_a_proxy_writes_for_one_child_not_in_the_others_conversation(account: Account) -> None:
    one, two = a_patient(), a_patient()
    for child in (one, two):
        a_proxy(child, account)
    of_one, of_two = begun(account, one), begun(account, two)
    assert copied(account, of_one.messages.get(), conversation=of_two)


def test_what_was_said_is_never_changed_and_what_we_said_is_read_once(
    account: Account, mine_begun: Conversation
) -> None:
    own = mine_begun.messages.get()
    ours = Message.objects.create(
        conversation=mine_begun, patient=own.patient, direction="out", author="person", door="portal",
        text="Rest.", sensitivity="clinical", at=clock.now(),
    )  # fmt: skip
    read = "UPDATE conversations_message SET read_at = %s WHERE id = %s"
    for message in (own, ours):
        assert refused(account, "UPDATE conversations_message SET text = 'x' WHERE id = %s", message.pk)
    assert refused(account, read, clock.now(), own.pk)
    assert refused(account, read, clock.now() - timedelta(days=1), ours.pk)
    assert refused(an_account(), read, clock.now(), ours.pk)
    assert not refused(account, read, clock.now(), ours.pk)
    assert refused(account, read, None, ours.pk)


def test_notes_and_others_deliveries_are_not_read(account: Account, mine_begun: Conversation) -> None:
    filled(Delivery, a_patient())
    with as_patient(account.pk):
        assert not Delivery.objects.exists()
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT text FROM conversations_note")


def test_a_proxy_sees_nothing_of_a_confidential_one(account: Account, mine: Patient) -> None:
    secret = begun(account, mine, confidential=True)
    holder = an_account()
    a_proxy(mine, holder)
    Delivery.objects.create(
        message=secret.messages.get(), patient=mine, confidential=True, door="sms", to="+12125550142", key="k",
        created_at=clock.now(),
    )  # fmt: skip
    with as_patient(holder.pk):
        assert not any(model.objects.exists() for model in (Conversation, Message, Delivery))
        assert not Event.objects.filter(kind="message.received").exists()
    assert copied(holder, secret)
    with as_patient(account.pk):
        assert all(model.objects.exists() for model in (Conversation, Message, Delivery))


def test_consent_is_said_for_oneself_by_a_switch_and_signed_on_paper(account: Account, mine: Patient) -> None:
    row = {"patient": mine, "given": True, "topic": "surveys", "channel": "sms", "source": "choice", "door": "portal"}
    assert not copied(account, ConsentEntry(at=clock.now(), **row))
    for changed in ({"written": True}, {"source": "form"}, {"source": "keyword"}, {"number": "+12125550142"},
                    {"door": "desk"}, {"at": clock.now() - timedelta(days=1)}, {"patient": a_patient()}):  # fmt: skip
        assert copied(account, ConsentEntry(at=clock.now(), **row), **changed), changed


def test_a_word_from_a_number_is_seen_by_who_has_shown_that_it_is_theirs(account: Account, mine: Patient) -> None:
    ConsentEntry.objects.create(given=False, number="+12125550142", source="keyword", at=clock.now())
    point = ContactPoint.objects.create(patient=mine, system="sms", value="+12125550142")
    child = an_account()
    a_proxy(mine, child)

    def seen(who: Account) -> bool:
        with as_patient(who.pk):
            return ConsentEntry.objects.exists()

    assert not seen(account)
    ContactPoint.objects.filter(pk=point.pk).update(verified_at=clock.now())
    assert seen(account) and not seen(child)

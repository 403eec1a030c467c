"""An outsourced team sees the queues and fields of its agreement in its hours: the database shows no more, whoever asks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heartline.conversations.inbox.models import Queue
from heartline.conversations.models import Conversation, Message, Note, PhoneCall, Task
from heartline.conversations.threads import actions as threads
from heartline.conversations.threads.confiding import keep_between_us
from heartline.kernel import clock
from heartline.kernel.db.confine import as_partner
from heartline.kernel.models import Event
from heartline.people.models import Account, ContactPoint, PartnerAgreement, Patient, Role, StaffMember
from heartline.people.partners.rules import NEEDS, Field, Scope, Times
from heartline.people.permissions import PA, PERMISSIONS
from tests.conversations.scene import Carrier, in_portal, work
from tests.factories import an_account, an_agreement
from tests.filling import filled
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

SHIFT = {"weekdays": [1, 2, 3, 4, 5], "zone": "America/New_York", "begins_on": date(2030, 1, 1)}


@pytest.mark.parametrize(
    ("opens", "closes", "more", "at", "holds"),
    [
        (time(9), time(17), {}, datetime(2030, 1, 7, 14, tzinfo=UTC), True),  # Monday, 9 in New York
        (time(9), time(17), {}, datetime(2030, 1, 7, 22, tzinfo=UTC), False),  # 17: over
        (time(9), time(17), {}, datetime(2030, 1, 6, 15, tzinfo=UTC), False),  # Sunday
        (time(20), time(6), {}, datetime(2030, 1, 12, 10, tzinfo=UTC), True),  # Saturday at 5, of Friday's shift
        (time(20), time(6), {}, datetime(2030, 1, 13, 10, tzinfo=UTC), False),  # Sunday at 5, of Saturday's
        (time(20), time(6), {}, datetime(2030, 1, 8, 17, tzinfo=UTC), False),  # between
        (time(), time(), {}, datetime(2030, 1, 8, 5, tzinfo=UTC), True),  # day and night
        (time(9), time(17), {"ends_on": date(2030, 1, 6)}, datetime(2030, 1, 7, 15, tzinfo=UTC), False),
        (time(9), time(17), {"begins_on": date(2030, 1, 8)}, datetime(2030, 1, 7, 15, tzinfo=UTC), False),
        (time(9), time(17), {"ended": True}, datetime(2030, 1, 7, 15, tzinfo=UTC), False),
    ],
)
def test_when_it_holds(opens: time, closes: time, more: dict[str, Any], at: datetime, holds: bool) -> None:
    assert Times(opens=opens, closes=closes, **(SHIFT | more)).hold(at) is holds


def test_each_permission_of_theirs_has_its_field() -> None:
    assert {name for name, roles in PERMISSIONS.items() if PA in roles} == set(NEEDS)
    assert Scope("x", (), ("find",)).allows("patient.find") and not Scope("x", (), ("find",)).allows("patient.read")
    assert not Scope("", (), tuple(Field)).allows("desk.enter")


@pytest.fixture
def theirs() -> Queue:
    return Queue.objects.create(slug="billing", name={"en": "Billing"}, topics=["bill"], place=1)


@pytest.fixture
def bill(theirs: Queue, carrier: Carrier) -> Conversation:
    return asked("Ana Ruiz", "bill", "I was charged twice.")


@pytest.fixture
def other(theirs: Queue, carrier: Carrier) -> Conversation:
    return asked("Bo Lund", "care", "It hurts.")


def asked(name: str, topic: str, text: str) -> Conversation:
    conversation = in_portal(known(name, account=an_account()), text, topic=topic)
    work()
    conversation.refresh_from_db()
    return conversation


@pytest.fixture
def paula(theirs: Queue) -> StaffMember:
    member = at_work(Role.PARTNER_AGENT, "Paula Pérez")
    PartnerAgreement.objects.all().delete()
    an_agreement(member, name="CallCo", queues=[theirs.pk], fields=[])
    return member


@pytest.fixture
def desk(paula: StaffMember) -> Client:
    assert paula.account
    return signed_in(paula.account)


class TestWhatTheDatabaseShows:
    def test_their_queues_and_who_wrote_there(self, theirs: Queue, bill: Conversation, other: Conversation) -> None:
        nora = at_work()
        for each in (bill, other):
            threads.note(each, nora, "A note.")
            row = filled(Task, each.patient)  # type: ignore[arg-type]
            Task.objects.filter(pk=row.pk).update(conversation=each)
            ContactPoint.objects.create(patient=each.patient, system="sms", value="+12125550142")
        with as_partner(None, [theirs.pk], []):
            for model in (Conversation, Message, Note, Task, Patient, ContactPoint, Queue):
                assert model.objects.exists(), model  # type: ignore[attr-defined]
            assert list(Conversation.objects.all()) == [bill]
            assert set(Message.objects.values_list("conversation", flat=True)) == {bill.pk}
            assert set(Note.objects.values_list("conversation", flat=True)) == {bill.pk}
            assert set(Task.objects.values_list("conversation", flat=True)) == {bill.pk}
            assert [each.pk for each in Patient.objects.all()] == [bill.patient_id]
            assert set(ContactPoint.objects.values_list("patient", flat=True)) == {bill.patient_id}
            assert list(Queue.objects.all()) == [theirs]

    def test_nothing_confidential_nor_what_was_said_on_a_line_and_lies_elsewhere(
        self, theirs: Queue, bill: Conversation, other: Conversation
    ) -> None:
        elsewhere = filled(PhoneCall, bill.patient)  # type: ignore[arg-type]
        PhoneCall.objects.filter(pk=elsewhere.pk).update(queue=theirs, conversation=other)
        keep_between_us([bill.pk])
        with as_partner(None, [theirs.pk], []):
            for model in (Conversation, Message, PhoneCall, Patient):
                assert not model.objects.exists(), model  # type: ignore[attr-defined]

    def test_fields_that_the_agreement_names(self, theirs: Queue, bill: Conversation, other: Conversation) -> None:
        from heartline.scheduling.models import Appointment

        assert bill.patient
        filled(Appointment, bill.patient)
        with as_partner(None, [theirs.pk], []):
            assert not Appointment.objects.exists()
        with as_partner(None, [theirs.pk], [Field.VISITS, Field.FIND]):
            assert Appointment.objects.count() == 1 and Patient.objects.count() == 2
        with as_partner(None, [], []):
            assert not Patient.objects.exists() and not Conversation.objects.exists() and not Account.objects.exists()


class TestAtTheDesk:
    def test_they_answer_in_their_queue_and_are_marked(
        self, desk: Client, bill: Conversation, other: Conversation
    ) -> None:
        inbox = desk.get(reverse("desk:inbox"), {"view": "open"}).content.decode()
        assert "charged twice" in inbox and "It hurts" not in inbox
        assert desk.get(reverse("desk:inbox_thread", args=[other.pk])).status_code == 404
        found = desk.get(reverse("desk:inbox_search"), {"q": "hurts"}).content.decode()
        assert "<mark>" not in found
        send = reverse("desk:inbox_answer", args=[bill.pk])
        sent = {"text": "We look into it.", "key": "k", "says": "clinical"}
        shown = desk.post(send, sent, follow=True).content.decode()
        assert "Partner: Paula Pérez" in shown
        told = Event.objects.get(kind="message.answered")
        assert (told.actor_label, told.actor_role) == ("Paula Pérez (CallCo)", "partner_agent")

    def test_outside_of_hours_and_after_the_end_nothing(self, desk: Client, bill: Conversation) -> None:
        agreement = PartnerAgreement.objects.filter(name="CallCo")
        assert desk.get(reverse("desk:inbox")).status_code == 200
        later = (clock.now() + timedelta(hours=2)).time()
        agreement.update(opens=later, closes=(clock.now() + timedelta(hours=3)).time(), time_zone="UTC")
        answer = desk.get(reverse("desk:inbox_thread", args=[bill.pk]))
        assert answer.status_code == 403 and "No agreement with your team holds" in answer.content.decode()
        agreement.update(opens=time(), closes=time(), ended_at=clock.now())
        assert desk.get(reverse("desk:inbox")).status_code == 403

    def test_what_it_does_not_name_is_refused(self, desk: Client, bill: Conversation) -> None:
        assert desk.get(reverse("desk:find")).status_code == 403
        assert desk.get(reverse("desk:patient", args=[bill.patient_id])).status_code == 403
        PartnerAgreement.objects.update(fields=["find", "record"])
        assert desk.get(reverse("desk:patient", args=[bill.patient_id])).status_code == 200

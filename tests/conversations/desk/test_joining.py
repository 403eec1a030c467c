"""Merging and splitting from the desk: everything follows, the ledger knows, and nobody sees more than before."""

import pytest
from django.test import Client
from django.urls import reverse

from heartline.conversations.models import Conversation
from heartline.conversations.threads.confiding import keep_between_us
from heartline.kernel.models import Event
from tests.conversations.scene import Carrier, answers, in_portal, work
from tests.factories import a_patient, an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    account = at_work().account
    assert account
    return signed_in(account)


def page(conversation: Conversation, name: str = "inbox_thread") -> str:
    return reverse(f"desk:{name}", args=[conversation.pk])


def test_one_is_merged_into_the_other(carrier: Carrier, desk: Client) -> None:
    patient = known("Rosa Marsh", account=an_account())
    into, one = in_portal(patient, "I feel dizzy."), in_portal(patient, "And my head hurts.")
    work()
    shown = desk.get(page(into))
    assert [each.pk for each in shown.context["joinable"]] == [one.pk]
    answer = desk.post(page(into, "inbox_merge"), {"other": one.pk})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.merged_into == into and one.messages.count() == 0
    texts = set(into.messages.values_list("text", flat=True))
    assert {"I feel dizzy.", "And my head hurts."} <= texts
    assert Event.objects.filter(kind="conversation.merged", patient_id=patient.pk).count() == 1
    assert "thread-merge" not in desk.get(page(one)).content.decode()


def test_nothing_confidential_is_seen_by_more_people_afterwards(carrier: Carrier, desk: Client) -> None:
    patient = known("Rosa Marsh", account=an_account())
    into, one = in_portal(patient, "I feel dizzy."), in_portal(patient, "Between us.")
    work()
    keep_between_us([one.pk])
    desk.post(page(into, "inbox_merge"), {"other": one.pk})
    into.refresh_from_db()
    assert into.confidential
    assert all(into.messages.values_list("confidential", flat=True))


def test_nobody_elses_is_offered_or_taken(carrier: Carrier, desk: Client) -> None:
    into = in_portal(known("Rosa Marsh", account=an_account()), "Mine")
    theirs = in_portal(a_patient(account=an_account()), "Theirs")
    work()
    assert desk.get(page(into)).context["joinable"] == []
    for other in (theirs.pk, into.pk, "nonsense", ""):
        assert desk.post(page(into, "inbox_merge"), {"other": other}).status_code in (409, 422)
    theirs.refresh_from_db()
    assert theirs.status != "merged" and theirs.messages.filter(text="Theirs").exists()


def test_messages_are_split_off_and_merged_again(carrier: Carrier, desk: Client) -> None:
    patient = known("Rosa Marsh", account=an_account())
    one = in_portal(patient, "I feel dizzy.")
    work()
    answers(one, at_work(), "Since when?")
    question = one.messages.get(text="I feel dizzy.")
    assert desk.post(page(one, "inbox_split"), {"message": []}).status_code == 422
    answer = desk.post(page(one, "inbox_split"), {"message": [question.pk], "subject": " Dizzy  again "})
    assert answer.status_code == 302
    question.refresh_from_db()
    new = question.conversation
    assert (new.subject, new.patient, new.messages.count()) == ("Dizzy again", patient, 1)
    assert new != one and Event.objects.filter(kind="conversation.split", patient_id=patient.pk).count() == 1
    desk.post(page(one, "inbox_merge"), {"other": new.pk})
    question.refresh_from_db()
    assert question.conversation == one

"""What goes out: once, no more of it than its door may show, and by another door if one fails."""

from datetime import timedelta

import pytest
from django.db import connection

from heartline.channels.traffic.delivery import Delivery as News
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Declined, Unsure
from heartline.conversations.delivering.actions import news
from heartline.conversations.delivering.carrying import carry, sweep
from heartline.conversations.models import Conversation, Delivery
from heartline.conversations.threads import actions
from heartline.kernel import clock
from heartline.people.models import ContactPoint
from tests.conversations.scene import Carrier, Died, a_patient_with_phone, answers, in_portal, work, writes
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
RESULT = "Your test for HIV was negative."


@pytest.fixture
def asked(carrier: Carrier) -> Conversation:
    """Ana has written by text message."""
    a_patient_with_phone()
    writes("Hello")
    work()
    carrier.got.clear()
    return Conversation.objects.get()


def test_nothing_clinical_leaves_by_text_message(asked: Conversation, carrier: Carrier) -> None:
    answers(asked, at_work(), RESULT, sensitivity="result")
    work()
    [said] = carrier.texts
    assert "HIV" not in said and "message" in said


def test_a_time_may_be_told_by_text_message(asked: Conversation, carrier: Carrier) -> None:
    answers(asked, at_work(), "See you on Monday at nine.", sensitivity="time")
    work()
    assert carrier.texts == ["See you on Monday at nine."]


def test_a_number_that_nobody_knows_is_told_nothing_personal(carrier: Carrier) -> None:
    writes("Hello")
    work()
    sent = answers(Conversation.objects.get(), at_work(), "Your visit is on Monday.", sensitivity="time")
    work()
    assert "Monday" not in " ".join(carrier.texts)
    assert sent.deliveries.get().state == "refused"


def test_killed_before_the_provider_was_asked_it_is_sent_once(asked: Conversation, carrier: Carrier) -> None:
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    carrier.dies = "before"
    _dies_working()
    carrier.dies = ""
    _again(sent)
    assert carrier.texts == ["Yes."]


def test_killed_after_the_provider_had_it_it_is_not_sent_again(asked: Conversation, carrier: Carrier) -> None:
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    carrier.dies = "after"
    _dies_working()
    carrier.dies = ""
    _again(sent)
    assert carrier.texts == ["Yes."]
    assert sent.deliveries.get().state == "sent"


def test_an_answer_that_was_lost_is_asked_for_not_sent_twice(asked: Conversation, carrier: Carrier) -> None:
    carrier.answers = [Unsure()]
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    work()
    assert sent.deliveries.get().state == "sending"
    work(later=True)
    assert carrier.texts == ["Yes."]


def test_what_fails_for_now_is_tried_again(asked: Conversation, carrier: Carrier) -> None:
    carrier.answers = [Declined(Failure(Why.BUSY))]
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    work(later=True)
    assert carrier.texts == ["Yes."]
    assert sent.deliveries.get().attempts == 2


def test_what_fails_for_good_goes_by_the_next_door_as_a_notice(asked: Conversation, carrier: Carrier) -> None:
    ContactPoint.objects.create(patient=asked.patient, system="email", value="ana@example.org")
    carrier.answers = [Declined(Failure(Why.NO_TEXTS))]
    sent = answers(asked, at_work(), "Come at nine.", sensitivity="time")
    work()
    assert [(out.door, "nine" in out.text) for out in carrier.got] == [("email", False)]
    failed, instead = sent.deliveries.order_by("created_at")
    assert (failed.state, failed.why, instead.state, instead.instead_of) == ("failed", "no_texts", "sent", failed)
    assert not Conversation.objects.get().undelivered


def test_when_no_door_is_left_staff_see_it(asked: Conversation, carrier: Carrier) -> None:
    carrier.answers = [Declined(Failure(Why.NO_TEXTS))]
    answers(asked, at_work(), "Come at nine.", sensitivity="time")
    work()
    assert Conversation.objects.get().undelivered


def test_news_goes_forward_only(asked: Conversation, carrier: Carrier) -> None:
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    work()
    delivery = sent.deliveries.get()
    for state in (State.DELIVERED, State.SENT, State.DELIVERED):
        assert news(News("carrier", delivery.provider_id, state))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert not news(News("carrier", "unknown", State.SENT))


def test_in_the_portal_a_notice_follows_only_if_it_is_not_read(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    conversation = in_portal(patient, "I feel dizzy since Monday.")
    work()
    assert carrier.got == []  # "we have your message" is read where they are
    answers(conversation, at_work(), RESULT)
    work()
    assert carrier.got == []
    work(later=True)
    [out] = carrier.got
    assert out.door == "sms" and "HIV" not in out.text and f"/messages/{conversation.pk}" in out.text

    read = answers(conversation, at_work(name="Li"), "One more thing.")
    read.read_at = read.at
    read.save()
    work(later=True)
    assert len(carrier.got) == 1


def test_what_is_confidential_goes_to_no_number_that_a_guardian_reads(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    ContactPoint.objects.filter(patient=patient).update(shared=True)
    conversation = in_portal(patient, "A private question")
    Conversation.objects.filter(pk=conversation.pk).update(confidential=True)
    answers(conversation, at_work(), "Of course.")
    work(later=True)
    assert carrier.got == []


def test_news_without_an_id_are_of_nobody(asked: Conversation, carrier: Carrier) -> None:
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    assert not news(News("", "", State.FAILED, failure=Failure(Why.GONE)))
    assert sent.deliveries.get().state == "queued"


def test_another_number_that_wrote_does_not_open_one_that_said_stop(asked: Conversation, carrier: Carrier) -> None:
    other = "+12125550177"
    ContactPoint.objects.create(patient=asked.patient, system="sms", value=other)
    writes("STOP", sender=other)
    work()
    Conversation.objects.filter(pk=asked.pk).update(address=other)
    sent = answers(asked, at_work(), "Yes.", sensitivity="nothing")
    work()
    assert sent.deliveries.get(to=other).state == "refused"


def test_what_is_confidential_is_not_even_announced_at_a_number_of_the_family(carrier: Carrier) -> None:
    a_patient_with_phone()
    writes("Hello")
    work()
    ContactPoint.objects.update(shared=True)
    Conversation.objects.update(confidential=True)
    carrier.got.clear()
    answers(Conversation.objects.get(), at_work(), "Of course.", sensitivity="time")
    work()
    assert carrier.got == []


def test_an_emergency_is_said_whole_and_seen_if_it_does_not_arrive(asked: Conversation, carrier: Carrier) -> None:
    Conversation.objects.update(confidential=True)
    carrier.answers = [Declined(Failure(Why.NO_TEXTS))]
    actions.see_emergency(asked.pk)
    work()
    assert Conversation.objects.get().undelivered
    actions.see_emergency(asked.pk)
    work()
    assert "call 911 now" in carrier.texts[-1]


def test_a_delivery_whose_job_is_gone_is_carried_after_all(asked: Conversation, carrier: Carrier) -> None:
    answers(asked, at_work(), "Yes.", sensitivity="nothing")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
    assert sweep() == 0
    with clock.set(clock.now() + timedelta(hours=1)):
        assert sweep() == 1
        assert sweep() == 0
        work()
    assert carrier.texts == ["Yes."]


def _dies_working() -> None:
    with pytest.raises(Died):
        work()


def _again(message: object) -> None:
    for delivery in Delivery.objects.filter(message=message):
        carry(delivery.pk)

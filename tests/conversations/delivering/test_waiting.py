"""A message that waits for its turn has not been tried; one whose answer stays lost is given up, not sent again."""

from datetime import timedelta

import pytest

from heartline.channels.traffic.http import Held, Outcome, Unsure
from heartline.channels.traffic.messages import Outbound
from heartline.channels.traffic.retry import USUAL
from heartline.conversations.models import Conversation, Message
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, work, writes
from tests.people.people import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(carrier: Carrier) -> Conversation:
    a_patient_with_phone()
    message = writes("Can I come at nine?")
    assert message
    work()
    carrier.got.clear()
    return message.conversation


def answered(conversation: Conversation) -> Message:
    return answers(conversation, at_work(), "Yes.", sensitivity="nothing")


def test_waiting_for_its_turn_is_no_try(asked: Conversation, carrier: Carrier) -> None:
    carrier.answers = [Held(timedelta(seconds=1))] * 20
    sent = answered(asked)
    work(later=True)
    assert carrier.texts == ["Yes."]
    delivery = sent.deliveries.get()
    assert (delivery.state, delivery.attempts) == ("sent", 1)


def test_an_answer_that_stays_lost_is_given_up(
    asked: Conversation, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks: list[str] = []

    def find(out: Outbound, *_more: object) -> Outcome:
        asks.append(out.key)
        return Unsure()

    monkeypatch.setattr(carrier, "find", find)
    carrier.answers = [Unsure()]
    sent = answered(asked)
    work(later=True)
    delivery = sent.deliveries.get()
    assert (delivery.state, delivery.why, len(asks)) == ("failed", "unknown", USUAL.attempts - 1)
    assert carrier.texts == [] and Conversation.objects.get().undelivered

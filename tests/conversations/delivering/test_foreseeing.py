"""What the page says will leave is what leaves."""

import pytest

from heartline.channels.traffic.messages import Door
from heartline.conversations.consent import actions as consent
from heartline.conversations.delivering.foreseeing import CHOICES, Leaves, foresee
from heartline.conversations.models import Conversation
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.people.models import ContactPoint
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
TEXT = "See you at nine."


def _of_somebody_unknown() -> None:
    writes("Hello")


def _of_a_patient() -> None:
    a_patient_with_phone()
    writes("Hello")


def _at_a_shared_number() -> None:
    a_patient_with_phone()
    writes("Hello")
    ContactPoint.objects.update(shared=True)


def _not_to_be_used() -> None:
    a_patient_with_phone()
    writes("Hello")
    ContactPoint.objects.update(preferred=False, do_not_use=True)


def _confidential() -> None:
    a_patient_with_phone()
    writes("Hello")
    Conversation.objects.update(confidential=True)


@pytest.mark.parametrize("says", list(CHOICES))
@pytest.mark.parametrize(
    "scene", [_of_somebody_unknown, _of_a_patient, _at_a_shared_number, _not_to_be_used, _confidential]
)
def test_it_is_what_leaves(scene: object, says: Sensitivity, carrier: Carrier) -> None:
    scene()  # type: ignore[operator]
    work()
    carrier.got.clear()
    conversation = Conversation.objects.get()
    foreseen = foresee(conversation)[says]
    sent = answers(conversation, at_work(), TEXT, sensitivity=says)
    work()
    there = [out.text for out in carrier.got if out.to == conversation.address]
    left = Leaves.NOTHING if not there else Leaves.ALL if there == [TEXT] else Leaves.NOTICE
    assert (foreseen.leaves, sent.deliveries.exists()) == (left, True)
    assert bool(foreseen.why) == (left != Leaves.ALL)


def test_in_the_portal_it_is_read_as_it_is_written(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    conversation = in_portal(patient, "Hello")
    assert "we tell them" in str(foresee(conversation)[Sensitivity.CLINICAL].words)
    consent.take_back(patient.pk, words="No more texts.")
    told = foresee(conversation)[Sensitivity.CLINICAL]
    assert told.leaves == Leaves.ALL and "may not tell them" in str(told.words) and told.why
    ContactPoint.objects.all().delete()
    assert "no way to tell them" in str(foresee(conversation)[Sensitivity.CLINICAL].words)


def test_it_takes_few_queries(carrier: Carrier, django_assert_max_num_queries: object) -> None:
    _of_a_patient()
    work()
    conversation = Conversation.objects.select_related("patient").get()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        foresee(conversation)


def test_where_there_is_no_way_back_staff_are_told_before_and_after() -> None:
    writes("Hello", sender="another-system", door=Door.WEBHOOK)
    work()
    conversation = Conversation.objects.get()
    assert foresee(conversation)[Sensitivity.NOTHING].leaves == Leaves.NOTHING
    sent = answers(conversation, at_work(), TEXT, sensitivity="nothing")
    work()
    assert sent.deliveries.get().why == "our_settings"
    assert Conversation.objects.get().undelivered

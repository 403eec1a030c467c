"""Staff begin a conversation: by the one way out, and only where there is a way."""

import pytest

from heartline.conversations.consent import actions as consent
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.conversations.threads.beginning import begin_by_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import ContactPoint, Patient, StaffMember
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, work, writes
from tests.people.people import at_work, known

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


@pytest.fixture
def ana() -> Patient:
    return a_patient_with_phone()


def begun(ana: Patient, nora: StaffMember, **more: object) -> Conversation:
    asked = {"door": "sms", "address": PHONE, "text": "Your visit is on Monday.", "key": "", "sensitivity": "time"}
    return begin_by_staff(ana, nora, **asked | more)  # type: ignore[arg-type]


def test_by_text_message_it_leaves_and_who_began_has_it(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    conversation = begun(ana, nora)
    work()
    assert carrier.texts == ["Your visit is on Monday."]
    assert (conversation.person, conversation.status, conversation.due) == (nora, "awaiting", "")
    kinds = Event.objects.filter(patient_id=ana.pk, subject_id=conversation.pk).values_list("kind", flat=True)
    assert set(kinds) == {"conversation.begun", "message.answered"}


def test_a_double_click_begins_once(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    assert begun(ana, nora, key="k") == begun(ana, nora, key="k")
    assert Message.objects.count() == 1


def test_what_they_answer_comes_into_it(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    conversation = begun(ana, nora)
    writes("Thank you")
    work()
    assert Message.objects.get(direction="in").conversation == conversation


def test_nothing_clinical_leaves(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    begun(ana, nora, text="Your test was negative.", sensitivity="clinical")
    work()
    [said] = carrier.texts
    assert "negative" not in said and "message" in said


def test_whoever_took_back_consent_gets_nothing(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    consent.take_back(ana.pk, words="No more texts.")
    begun(ana, nora)
    work()
    assert carrier.texts == [] and Delivery.objects.get().why == "taken_back_all"
    assert Conversation.objects.get().undelivered


def test_a_number_that_is_not_theirs_or_not_to_be_used_is_refused(ana: Patient, nora: StaffMember) -> None:
    with pytest.raises(Refused, match="not one of theirs"):
        begun(ana, nora, address="+12125550199")
    ContactPoint.objects.update(preferred=False, do_not_use=True)
    with pytest.raises(Refused, match="not to be used"):
        begun(ana, nora)
    with pytest.raises(Refused, match="cannot begin there"):
        begun(ana, nora, door="instagram", address="x")
    assert not Conversation.objects.exists()


def test_in_the_portal_only_with_a_login(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    conversation = begun(ana, nora, door="portal", address="", text="Your test was negative.")
    assert conversation.account == ana.account
    with pytest.raises(Refused, match="no login"):
        begun(known("Li Wei"), nora, door="portal", address="")


def test_a_walk_in_is_written_down_and_goes_nowhere(carrier: Carrier, ana: Patient, nora: StaffMember) -> None:
    conversation = begun(ana, nora, door="in_person", address="", text="Needs her tablets.", keeps=False)
    work()
    said = Message.objects.get(direction="in")
    assert (said.author, said.staff_member, said.author_name) == ("patient", nora, ana.name)
    conversation.refresh_from_db()
    assert (conversation.owner, conversation.waiting, conversation.status) == ("nobody", True, "open")
    assert carrier.got == [] and not Delivery.objects.exists()


def test_an_empty_one_is_refused(ana: Patient, nora: StaffMember) -> None:
    with pytest.raises(Refused, match="no text"):
        begun(ana, nora, door="in_person", address="", text=" \n")

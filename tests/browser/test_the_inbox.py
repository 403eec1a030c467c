"""At the desk, with keys only: open what waits, take it, answer, resolve; what comes in meanwhile leaves the answer alone."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from heartline.conversations.models import Conversation, Message
from heartline.conversations.threads import actions
from heartline.kernel import clock
from heartline.people.models import ContactPoint, Role, StaffMember
from tests import factories
from tests.browser.booking import DESKTOP, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.conversations import scene
from tests.conversations.scene import PHONE, answers, in_portal, writes


@pytest.fixture
def clinic(server: Running) -> Clinic:
    made = a_clinic()
    ContactPoint.objects.create(patient=made.patient, system="sms", value=PHONE, preferred=True)
    return made


def work() -> None:
    """What the worker would do by now, in one go."""
    with transaction.atomic():
        scene.work()


def asked(text: str = "When are you open on Saturday?") -> Conversation:
    message = writes(text)
    work()
    assert message
    return message.conversation


def test_with_keys_only_it_is_opened_taken_answered_and_resolved(clinic: Clinic, server: Running, opened: Open) -> None:
    conversation = asked()
    page = opened(f"{server.url}/desk/inbox?view=free", clinic.desk, viewport=DESKTOP)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/inbox/{conversation.pk}?*")
    page.locator("#thread-said").get_by_text("When are you open on Saturday?").wait_for()
    with (
        page.expect_navigation()
    ):  # what was done may be heard of before it is answered; then keys would go to the old page
        page.keyboard.press("t")
    page.get_by_text("You have this", exact=True).wait_for()
    page.keyboard.press("r")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("From nine to one.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # nothing personal
    page.get_by_text("They get it as you write it.").locator("visible=true").first.wait_for()
    page.locator("#id_text").focus()
    page.get_by_text("1 text message", exact=True).wait_for()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.locator(".thread-message[data-author=person]").get_by_text("From nine to one.").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("Told her the hours.")
    with page.expect_navigation():
        page.locator("#thread-note").get_by_role("button", name="Keep the note").press("Enter")
    page.locator(".thread-note").get_by_text("Told her the hours.").wait_for()
    page.keyboard.press("e")
    page.wait_for_url("**/desk/inbox?view=free")
    conversation.refresh_from_db()
    assert conversation.status == "resolved"
    assert Message.objects.get(author="person").text == "From nine to one."
    assert not page.complaints


def test_what_comes_in_meanwhile_is_shown_and_what_is_being_written_stays(
    clinic: Clinic, server: Running, opened: Open
) -> None:
    conversation = asked()
    page = opened(f"{server.url}/desk/inbox/{conversation.pk}", clinic.desk, viewport=DESKTOP)
    page.evaluate("window.neverReloaded = true")
    page.locator("#id_text").fill("From nine to")
    writes("And on Sunday?")
    page.locator("#thread-said").get_by_text("And on Sunday?").wait_for()
    expect(page.locator("#id_text")).to_have_value("From nine to")
    colleague = factories.a_staff_member(Role.AGENT, name="Li Wei", account=factories.an_account())
    with transaction.atomic():
        actions.take(conversation.pk, colleague)
    page.get_by_text("Li Wei has this. If you answer").wait_for()
    expect(page.locator("#id_text")).to_have_value("From nine to")
    assert page.evaluate("window.neverReloaded") is True


def test_of_two_who_answer_at_once_one_is_told(clinic: Clinic, server: Running, opened: Open) -> None:
    conversation = asked()
    page = opened(
        f"{server.url}/desk/inbox/{conversation.pk}", clinic.desk, viewport=DESKTOP, java_script_enabled=False
    )
    li = factories.a_staff_member(Role.AGENT, name="Li Wei", account=factories.an_account())
    answers(conversation, li, "From ten.", sensitivity="nothing")
    page.locator("#id_text").fill("From nine.")
    page.locator("label[for=says-nothing]").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Somebody wrote here since you opened this page.").wait_for()
    expect(page.locator("#id_text")).to_have_value("From nine.")
    page.locator("#thread-said").get_by_text("From ten.").wait_for()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(clinic: Clinic, server: Running, opened: Open, language: str, scheme: str) -> None:
    nora = StaffMember.objects.get(account=clinic.desk)
    known = asked("Please stop texting me all the time.")
    unknown = writes("Who " + "longwordwithoutanyend" * 6, sender="+12125550188")
    letter = in_portal(clinic.patient, "I feel dizzy since Monday.\n\nWhat shall I do?")
    work()
    assert unknown
    with transaction.atomic():
        actions.note(known, nora, "She sounded upset. @Sam Taylor")
    answers(known, nora, "We are sorry.", sensitivity="clinical")
    work()
    with transaction.atomic():
        actions.see_emergency(letter.pk)
    Conversation.objects.filter(pk=unknown.conversation_id).update(due_at=clock.now(), undelivered=True)
    page = opened(server.url, clinic.desk, viewport=DESKTOP, language=language, color_scheme=scheme)
    addresses = (
        "/desk/inbox?view=open",
        "/desk/inbox",
        "/desk/inbox/new?q=mai",
        f"/desk/inbox/new/{clinic.patient.pk}",
        f"/desk/inbox/{known.pk}?view=open",
        f"/desk/inbox/{unknown.conversation_id}?q=mai",
        f"/desk/inbox/{letter.pk}",
        f"/desk/patients/{clinic.patient.pk}",
    )
    look_at(page, *(server.url + address for address in addresses), narrow=390)

"""On a phone: a patient writes, somebody answers, the answer appears by itself while they type, and is read."""

from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from heartline.conversations.models import Conversation, Message
from heartline.conversations.threads import actions
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.models import Patient
from tests import factories
from tests.browser.booking import PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.conversations.scene import acting_as, answers, work
from tests.people.people import at_work


@pytest.fixture
def clinic(server: Running) -> Clinic:
    return a_clinic()


def asked(patient: Patient, text: str, **more: Any) -> Conversation:
    account = patient.account
    assert account
    with acting_as(account):
        begun = actions.begin(patient, account, **{"topic": "care", "subject": "My arm", "key": ""} | more, text=text)
    work()
    return begun


def test_a_question_is_written_answered_and_read(clinic: Clinic, server: Running, opened: Open) -> None:
    phone = opened(server.url, clinic.patient.account, viewport=PHONE, has_touch=True)
    phone.get_by_role("link", name="Messages").last.tap()
    phone.get_by_role("link", name="Write to us").tap()
    phone.get_by_text("If this is an emergency").wait_for()
    phone.get_by_label("A medicine").check()
    phone.get_by_label("In a few words").fill("My pills")
    phone.get_by_label("Your message").fill("May I take two?")
    phone.get_by_role("button", name="Send").tap()
    phone.get_by_role("heading", name="My pills").wait_for()
    phone.get_by_text("You hear from us by").wait_for()
    work()
    phone.get_by_text("Thank you, we have your message").wait_for()  # by itself

    conversation = Conversation.objects.get()
    phone.get_by_label("Your message").fill("And with or with")
    answers(conversation, at_work(), "Only one, please.")
    phone.get_by_text("Only one, please.").wait_for()  # by itself
    expect(phone.get_by_label("Your message")).to_have_value("And with or with")
    phone.get_by_text("There is a new message.").wait_for()
    assert not Message.objects.filter(direction="out", read_at=None).exists()

    phone.evaluate("window.neverReloaded = true")
    phone.get_by_label("Your message").press_sequentially("out food?")
    phone.get_by_role("button", name="Send").tap()
    phone.locator(".bubble", has_text="And with or without food?").wait_for()
    expect(phone.get_by_label("Your message")).to_have_value("")  # it may be heard of before it is answered
    assert phone.evaluate("window.neverReloaded") is True
    assert not [text for text in phone.complaints if "Content Security Policy" in text]


def test_when_the_line_is_lost_the_text_stays_and_the_page_says_so(
    clinic: Clinic, server: Running, opened: Open
) -> None:
    conversation = asked(clinic.patient, "It hurts.")
    phone = opened(f"{server.url}/messages/{conversation.pk}", clinic.patient.account, viewport=PHONE)
    phone.get_by_label("Your message").fill("It is worse.")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("We could not reach Heartline").wait_for()
    expect(phone.get_by_label("Your message")).to_have_value("It is worse.")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Send").click()
    phone.locator(".bubble", has_text="It is worse.").wait_for()
    assert Message.objects.filter(text="It is worse.").count() == 1


def test_without_scripts(clinic: Clinic, server: Running, opened: Open) -> None:
    page = opened(f"{server.url}/messages/new", clinic.patient.account, viewport=PHONE, java_script_enabled=False)
    page.get_by_label("A bill").check()
    page.get_by_label("Your message").fill("I paid twice.")
    page.get_by_role("button", name="Send").click()
    page.locator(".bubble", has_text="I paid twice.").wait_for()
    page.get_by_label("Your message").fill("In May.")
    page.get_by_role("button", name="Send").click()
    page.locator(".bubble", has_text="In May.").wait_for()
    page.goto(f"{server.url}/me/contact-choices")
    page.get_by_role("switch", name="Surveys Notification").click()
    expect(page.get_by_role("switch", name="Surveys Notification")).to_have_attribute("aria-checked", "true")


def test_a_switch_keeps_the_place_and_the_focus(clinic: Clinic, server: Running, opened: Open) -> None:
    page = opened(f"{server.url}/me/contact-choices", clinic.patient.account, viewport=PHONE)
    page.get_by_role("switch", name="Surveys Notification").focus()
    page.keyboard.press("Enter")
    page.locator('#surveys-push[aria-checked="true"]').wait_for()
    expect(page.locator("#surveys-push")).to_be_focused()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(clinic: Clinic, server: Running, opened: Open, language: str, scheme: str) -> None:
    address = clinic.patient.account
    factories.a_proxy(clinic.patient, factories.an_account())
    closed, nora = asked(clinic.patient, "May I run again?", subject="Running " + "very-long-word" * 6), at_work()
    answers(closed, nora, "Yes, in a week.")
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.resolve(closed.pk, nora)
    secret = asked(clinic.patient, "I am afraid.\n\nVery much.", confidential=True)
    answers(secret, nora, "Can we call you?")
    page = opened(server.url, address, viewport=PHONE, language=language, color_scheme=scheme)
    paths = (
        "/", "/messages", f"/messages/{secret.pk}", f"/messages/{closed.pk}", "/messages/new", "/me/contact-choices", "/talk"
    )  # fmt: skip
    look_at(page, *(server.url + path for path in paths), narrow=320)
    Conversation.objects.all().update(patient=factories.a_patient())
    look_at(page, f"{server.url}/messages", narrow=320)
    connection.close()

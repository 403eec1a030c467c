"""A phone of the demo in a browser: a patient writes from it, the clinic's answer appears by itself; and as axe sees it."""

import pytest
from playwright.sync_api import expect

from heartline.channels.models import SimulatedMessage
from heartline.channels.simulator.actions import keep
from heartline.channels.traffic.messages import Door, Outbound, Tells
from heartline.conversations.models import Message
from heartline.kernel.db.confine import as_staff
from heartline.people.models import ContactPoint, Organization, Role
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Open
from tests.browser.looking import look, look_at
from tests.conftest import Running

NUMBER, EMAIL = "+12125550142", "mai@example.org"


@pytest.fixture
def demo(server: Running) -> str:
    """The address of Mai's phone."""
    Organization.objects.update(is_demo=True)
    if not Organization.objects.exists():
        factories.an_organization(name="Hill Clinic", is_demo=True)
    patient = factories.a_patient(name="Trần Thị Mai")
    ContactPoint.objects.create(patient=patient, system="sms", value=NUMBER)
    ContactPoint.objects.create(patient=patient, system="email", value=EMAIL)
    return f"{server.url}/simulator/{NUMBER}"


def arrives(text: str, key: str, door: Door = Door.SMS, to: str = NUMBER) -> None:
    with as_staff():
        keep(Outbound(key, door, to, text, "en", Tells.NOTICE, subject="A message from Hill Clinic"), "")


def test_a_person_writes_and_what_comes_back_appears_by_itself(demo: str, opened: Open) -> None:
    page = opened(demo, None, viewport=PHONE)
    page.get_by_label("Message to the clinic").fill("Can I come at nine?")
    page.get_by_role("button", name="Send").click()
    page.locator('.simulated-message[data-by="them"]').get_by_text("Can I come at nine?").wait_for()
    assert Message.objects.get(direction="in").text == "Can I come at nine?"
    page.get_by_label("Message to the clinic").fill("And another th")
    arrives("Yes, at nine. See http://hill.example/way", "k1")
    said = page.locator('.simulated-message[data-by="clinic"]')
    said.get_by_role("link", name="http://hill.example/way").wait_for()
    expect(page.get_by_label("Message to the clinic")).to_have_value("And another th")  # nothing that is typed is lost


def test_what_whatsapp_brings_is_read_by_looking(demo: str, server: Running, opened: Open) -> None:
    arrives("Your bill is paid.", "k1", Door.WHATSAPP)
    SimulatedMessage.objects.update(state="delivered")
    page = opened(f"{server.url}/simulator/", None, viewport=PHONE)
    assert SimulatedMessage.objects.get().state == "delivered"
    with page.expect_response("**/read"):
        page.goto(f"{demo}?door=whatsapp")
    assert SimulatedMessage.objects.get().state == "read"


def test_the_phones_are_accessible_and_fit(demo: str, opened: Open, server: Running) -> None:
    arrives("Your visit is tomorrow at nine.", "k1")
    arrives("A very long address: https://hill.example/" + "x" * 200, "k2", Door.EMAIL, EMAIL)
    for language, scheme in (("en", "light"), ("ar", "dark")):
        page = opened(f"{server.url}/simulator/", None, viewport=PHONE, language=language, color_scheme=scheme)
        look_at(page, f"{server.url}/simulator/", f"{demo}?door=sms", f"{demo}?door=email", narrow=320)
    page = opened(f"{demo}?door=sms", None, viewport=DESKTOP)
    page.get_by_label("The phone is off").check()
    page.get_by_role("button", name="Set").click()
    page.get_by_text("Switched off").wait_for()
    look(page, narrow=320)


def test_ways_to_reach_people_is_accessible_and_tries_them(demo: str, opened: Open, server: Running) -> None:
    here = f"{server.url}/desk/setup/channels"
    admin = factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account())
    page = opened(here, admin.account, viewport=DESKTOP)
    look_at(page, here, narrow=390)
    page.goto(here)
    page.get_by_label("By").select_option("email")
    page.get_by_label("To this number or address").fill(EMAIL)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("It was taken.").wait_for()
    page.get_by_text("Works").first.wait_for()

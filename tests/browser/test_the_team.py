"""The pages of who leads the inbox and sets it up, as axe sees them; and what is half filled in there stays as it is."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from heartline.conversations.inbox.models import Queue
from heartline.conversations.models import Conversation, Presence
from heartline.conversations.presence import actions as presence
from heartline.conversations.todos import actions as todos
from heartline.kernel import actor, clock
from heartline.people.models import Account, Role, StaffMember
from tests import factories
from tests.browser.booking import DESKTOP, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.conversations import scene
from tests.conversations.scene import in_portal
from tests.people.people import as_actor, at_work


def late(clinic: Clinic) -> Conversation:
    """Somebody waits longer than they should."""
    conversation = in_portal(clinic.patient, "May I come at nine?")
    with transaction.atomic():
        scene.work()
    Conversation.objects.update(due_at=clock.now() - timedelta(minutes=1))
    return conversation


def account_of(member: StaffMember) -> Account:
    assert member.account
    return member.account


def test_what_is_half_filled_in_stays_until_its_owner_wants_the_news(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    late(clinic)
    nora, chief = at_work(), at_work(Role.MANAGER, "Chief")
    with transaction.atomic():
        presence.be(nora, Presence.State.HERE)
    page = opened(f"{server.url}/desk/inbox/team", account_of(chief), viewport=DESKTOP)
    most = page.get_by_label(f"At most at once: {nora.name}")
    most.fill("3")
    page.locator("h1").click()  # the focus is elsewhere
    late(clinic)
    news = page.get_by_role("button", name="Something changed. Show it")
    news.wait_for()
    expect(most).to_have_value("3")
    news.click()
    expect(most).not_to_have_value("3")
    expect(news).to_have_count(0)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(server: Running, opened: Open, language: str, scheme: str) -> None:
    clinic = a_clinic()
    conversation = late(clinic)
    nora, chief = at_work(), at_work(Role.MANAGER, "Chief")
    admin = at_work(Role.ADMINISTRATOR, "Admin")
    agreement = factories.an_agreement(at_work(Role.PARTNER_AGENT, "Ben Okafor"))
    with transaction.atomic(), actor.acting(as_actor(nora)):
        presence.be(nora, Presence.State.HERE)
        todos.ask(
            conversation, nora, "Call her about the bill", clock.now() + timedelta(hours=1), key="k", person=chief
        )
    visits = {
        account_of(chief): ("inbox/team", "inbox/search?q=nine", "tasks?view=mine", "partners"),
        account_of(admin): (
            "setup/queues",
            f"setup/queues/{Queue.objects.all()[0].slug}",
            "setup/hours",
            "setup/partners",
            f"setup/partners/{agreement.pk}",
        ),
    }
    for account, addresses in visits.items():
        page = opened(server.url, account, viewport=DESKTOP, language=language, color_scheme=scheme)
        look_at(page, *(f"{server.url}/desk/{address}" for address in addresses), narrow=390 if language == "en" else 0)

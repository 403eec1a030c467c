"""Who is here, how the queues stand, and what is late: for who leads the inbox."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.conversations.models import Conversation, Presence, Queue
from heartline.conversations.presence import team
from heartline.conversations.threads import actions
from heartline.kernel import clock
from heartline.people.models import Role, StaffMember
from tests.conversations.scene import Carrier, in_portal, work
from tests.factories import an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carrier")]


def desk_of(member: StaffMember) -> Client:
    assert member.account
    return signed_in(member.account)


def asked(name: str) -> Conversation:
    conversation = in_portal(known(name, account=an_account()), "May I ask something?")
    work()
    conversation.refresh_from_db()
    return conversation


def test_one_says_that_one_is_here_and_the_inbox_shows_it() -> None:
    nora = at_work()
    desk = desk_of(nora)
    assert desk.post("/desk/inbox/presence", {"state": "here"}).status_code == 302
    assert Presence.objects.get(pk=nora.pk).state == "here"
    page = desk.get("/desk/inbox").content.decode()
    assert 'value="here" aria-pressed="true"' in page and 'value="away" aria-pressed="false"' in page
    desk.post("/desk/inbox/presence", {"state": "asleep"})
    assert Presence.objects.get(pk=nora.pk).state == "here"


def test_an_open_page_keeps_one_here() -> None:
    nora = at_work()
    desk = desk_of(nora)
    desk.post("/desk/inbox/presence", {"state": "here"})
    Presence.objects.update(seen_at=clock.now() - timedelta(minutes=10))
    assert desk.post("/desk/inbox/seen").status_code == 204
    assert Presence.objects.get(pk=nora.pk).seen_at > clock.now() - timedelta(minutes=1)
    assert 'hx-post="/desk/inbox/seen"' in desk.get(f"/desk/inbox/{asked('Ana Ruiz').pk}").content.decode()


def test_whoever_goes_gives_back_what_waits() -> None:
    nora, conversation = at_work(), asked("Ana Ruiz")
    desk = desk_of(nora)
    desk.post("/desk/inbox/presence", {"state": "here"})
    actions.take(conversation.pk, nora)
    desk.post("/desk/inbox/presence", {"state": "away"})
    conversation.refresh_from_db()
    assert conversation.person is None


def test_a_lead_sees_and_sets_how_much_each_takes_and_sends_away_who_forgot() -> None:
    nora, chief = at_work(), at_work(Role.MANAGER, "Chief")
    desk_of(nora).post("/desk/inbox/presence", {"state": "here"})
    actions.take(asked("Ana Ruiz").pk, nora)
    lead = desk_of(chief)
    assert lead.post(f"/desk/inbox/team/{nora.pk}", {"capacity": "1"}).status_code == 302
    page = lead.get("/desk/inbox/team").content.decode()
    assert nora.name in page and "Full" in page
    lead.post(f"/desk/inbox/team/{nora.pk}", {"capacity": "0"})
    assert Presence.objects.get(pk=nora.pk).capacity == 1, "no number out of reason"
    lead.post(f"/desk/inbox/team/{nora.pk}", {"away": "1"})
    assert Presence.objects.get(pk=nora.pk).state == "away"
    assert desk_of(nora).get("/desk/inbox/team").status_code == 403


def test_queues_show_what_waits_what_is_nearly_due_and_what_is_late() -> None:
    late, soon, _calm = (asked(f"Person {n}") for n in range(3))
    now = clock.now()
    Conversation.objects.filter(pk=late.pk).update(due_at=now - timedelta(minutes=1))
    Conversation.objects.filter(pk=soon.pk).update(due_at=now + timedelta(minutes=5))
    standing = {each.queue.slug: each for each in team.standing()}
    queue = Queue.objects.get(pk=late.queue_id)
    assert (standing[queue.slug].free, standing[queue.slug].soon, standing[queue.slug].passed) == (3, 1, 1)
    assert [row.conversation.pk for row in team.most_late()] == [late.pk, soon.pk]


def test_a_lead_hands_over_what_is_late_by_hand() -> None:
    nora, other, chief = at_work(), at_work(Role.AGENT, "Other"), at_work(Role.MANAGER, "Chief")
    conversation = asked("Ana Ruiz")
    actions.take(conversation.pk, nora)
    Conversation.objects.update(due_at=clock.now() - timedelta(minutes=1))
    lead = desk_of(chief)
    page = lead.get("/desk/inbox/team").content.decode()
    assert f"/desk/inbox/{conversation.pk}/hand-over" in page and f"person:{other.pk}" in page
    lead.post(f"/desk/inbox/{conversation.pk}/hand-over", {"to": f"person:{other.pk}"})
    conversation.refresh_from_db()
    assert conversation.person == other


def test_its_queries_do_not_grow_with_team_and_work(carrier: Carrier) -> None:
    lead = desk_of(at_work(Role.MANAGER, "Chief"))

    def more(n: int) -> int:
        desk_of(at_work(Role.AGENT, f"Agent {n}")).post("/desk/inbox/presence", {"state": "here"})
        asked(f"Person {n}")
        Conversation.objects.update(due_at=clock.now() - timedelta(minutes=1))
        lead.get("/desk/inbox/team")
        with CaptureQueriesContext(connection) as captured:
            lead.get("/desk/inbox/team")
        return len(captured)

    assert more(1) == more(2) <= 30


def test_two_who_have_it_open_see_each_other_and_who_writes() -> None:
    nora, li = at_work(), at_work(name="Li Chen")
    conversation = asked("Ana Ruiz")
    address = f"/desk/inbox/{conversation.pk}/looking"
    assert "has this open" not in desk_of(nora).post(address).content.decode()  # alone
    assert "Li Chen has this open, too" not in desk_of(li).post(address).content.decode()
    assert "Li Chen has this open, too" in desk_of(nora).post(address).content.decode()
    desk_of(li).post(address, {"writing": "1"})
    assert "Li Chen is writing here" in desk_of(nora).post(address).content.decode()
    with clock.set(clock.now() + timedelta(seconds=40)):  # paused, and then gone
        assert "Li Chen has this open, too" in desk_of(nora).post(address).content.decode()
    with clock.set(clock.now() + timedelta(minutes=3)):
        assert "Li Chen" not in desk_of(nora).post(address).content.decode()

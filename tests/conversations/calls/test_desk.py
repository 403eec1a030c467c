"""Calls as staff see them: who is on the line, the next one taken, somebody called back, how well it goes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.channels.traffic.http import Request, Response
from heartline.conversations.calls import queries, taking
from heartline.conversations.models import Conversation, PhoneCall, Presence, Queue
from heartline.kernel import clock
from heartline.people.models import StaffMember
from tests.channels.twilio import forms
from tests.conversations.scene import Carrier, a_patient_with_phone, work
from tests.doors.voice.conftest import _switched_on, carrier
from tests.doors.voice.phoning import Phone
from tests.people.people import at_work
from tests.signing_in import signed_in

__all__ = ["_switched_on", "carrier"]
pytestmark = pytest.mark.django_db


def waiting(n: int = 0) -> Phone:
    phone = Phone(caller=f"+1212555010{n}", sid=f"CA{n:032x}")
    return phone.rings().presses("1").presses("1")


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


@pytest.fixture
def desk(nora: StaffMember) -> Client:
    assert nora.account
    return signed_in(nora.account)


def page(desk: Client, path: str = "/desk/inbox") -> str:
    answer = desk.get(path, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_who_waits_is_in_the_inbox_with_their_place(carrier: Carrier, desk: Client) -> None:
    assert "On the line" not in page(desk)
    waiting(1), waiting(2)
    shown = page(desk)
    assert "1 in line" in shown and "2 in line" in shown and "a visit" in shown and "Take the next call" in shown


def test_the_inbox_asks_the_same_number_of_questions_however_many_are_on_the_line(
    carrier: Carrier, desk: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for n in range(6):
        waiting(n)
    page(desk)
    with django_assert_max_num_queries(40):
        page(desk)
    with django_assert_max_num_queries(1):
        queries.on_line()


def test_without_a_phone_of_ones_own_it_is_said_and_the_call_stays_in_line(carrier: Carrier, desk: Client) -> None:
    waiting()
    answer = desk.post("/desk/inbox/calls/next", follow=True)
    assert "no phone of yours can be rung" in answer.content.decode()
    assert PhoneCall.objects.get().state == "waiting" and Conversation.objects.get().person is None


def test_ones_own_phone_is_rung_and_gets_the_next_caller(
    carrier: Carrier, desk: Client, nora: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nora.account
    nora.account.phone = "+12125550188"
    nora.account.save()
    phone, asked = waiting(), []

    def answers(request: Request) -> Response:
        asked.append(request.body.decode())
        return Response(201)

    monkeypatch.setattr(taking, "CLIENT", answers)
    assert "Your phone rings now" in desk.post("/desk/inbox/calls/next", follow=True).content.decode()
    job = ProcrastinateJob.objects.get(task_name=taking.TASK)
    taking.ring(nora.pk, job.args["line"])
    assert "To=%2B12125550188" in asked[0] and "From=%2B12125550100" in asked[0]
    agent = Phone(sid="CA" + "f" * 32).tell(f"/hooks/twilio/calls/agent?member={nora.pk}&line={job.args['line']}")
    agent.presses("1")  # a person is there, and no mailbox
    queue = agent.last.find("Dial/Queue")
    assert queue is not None and queue.text == "heartline-general" and str(nora.pk) in queue.attrib["url"]
    phone.tell(f"/hooks/twilio/calls/connecting?member={nora.pk}")
    assert Conversation.objects.get().person == nora


def test_a_call_back_is_noted_on_the_thread(carrier: Carrier, desk: Client) -> None:
    a_patient_with_phone()
    phone = Phone().rings().presses("1").waits().presses("1").leaves("leave").presses("1").hangs_up()
    work()
    thread = f"/desk/inbox/{Conversation.objects.get().pk}"
    shown = page(desk, thread)
    assert 'href="tel:+12125550142"' in shown and "Call back by" in shown and "Asked to be called back" in shown
    here = f"{thread}/calls/{phone.kept.pk}"
    desk.post(here, {"how": "not_reached"})
    assert "tried 1 time" in page(desk, thread)
    desk.post(here, {"how": "done"})
    assert "Nobody reached" not in page(desk, thread) and not Conversation.objects.get().waiting
    assert "called them back already" in desk.post(here, {"how": "done"}).content.decode()
    assert desk.post(here, {"how": "x"}).status_code == 404


def test_what_was_left_as_a_message_is_read_on_the_thread(carrier: Carrier, desk: Client) -> None:
    phone = waiting().waits().presses("2").leaves("leave").records()
    text = {"RecordingSid": forms.RECORDING, "TranscriptionStatus": "completed", "TranscriptionText": "It is <urgent>."}
    phone.tell("/hooks/twilio/calls/transcript", **text)
    shown = page(desk, f"/desk/inbox/{Conversation.objects.get().pk}")
    assert "It is &lt;urgent&gt;." in shown and "12 s" in shown and "Written down by a machine" in shown


def test_the_wait_is_told_from_what_calls_took_and_who_is_here(carrier: Carrier, nora: StaffMember) -> None:
    queue, now = Queue.objects.get(slug="general"), clock.now()
    for n in range(5):
        PhoneCall.objects.create(
            provider="twilio", provider_id=f"old-{n}", queue=queue, state="over", began_at=now, lined_at=now,
            left_at=now, left_how="answered", answered_at=now, ended_at=now + timedelta(minutes=6),
        )  # fmt: skip
    phone = waiting()
    assert "We cannot say yet how long it will take." in phone.waits(position=2).words
    Presence.objects.create(member=nora, state="here", since=now, seen_at=now)
    assert "about 12 minutes" in phone.waits(position=2).words
    found = queries.figures_of(now - timedelta(hours=1), now + timedelta(hours=1))
    assert (found.calls, found.in_time, found.abandoned) == (5, 1.0, 0.0)

"""Queues are set up on a page: what comes into them, how soon it is answered, and days that do not count."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.models import ClosedDay, Queue
from heartline.kernel.models import Event
from heartline.people.models import Role
from tests.people.people import at_work
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    member = at_work(Role.ADMINISTRATOR)
    assert member.account
    return signed_in(member.account)


def sent(**more: Any) -> dict[str, Any]:
    return {"name_en": "Bills", "topics": ["bill"], "minutes": "90", "assigned": "least_busy", "place": "1", "active": "on"} | more  # fmt: skip


def opened(desk: Client, address: str) -> dict[str, Any]:
    """What the form on that page carries along."""
    form = desk.get(address).context["form"]
    return {name: form.initial[name] for name in ("key", "seen")}


def test_a_queue_is_added_once_and_takes_what_it_is_for(desk: Client) -> None:
    form = sent(**opened(desk, "/desk/setup/queues/new"))
    for _again in range(2):
        assert desk.post("/desk/setup/queues/new", form).status_code == 302
    made = Queue.objects.get(slug="bills")
    assert (made.first_answer, made.assigned) == (timedelta(minutes=90), "least_busy")
    assert queue_for("bill", "en") == made
    assert "Bills" in desk.get("/desk/setup/queues").content.decode()


def test_a_queue_is_changed_and_the_ledger_says_what(desk: Client) -> None:
    who = at_work(Role.MANAGER, "Chief")
    form = sent(**opened(desk, "/desk/setup/queues/general"), name_en="General", topics=[], calls=[str(who.pk)])
    assert desk.post("/desk/setup/queues/general", form).status_code == 302
    found = Queue.objects.get(slug="general")
    assert found.calls == [who.pk] and found.first_answer == timedelta(minutes=90)
    assert "first_answer" in Event.objects.get(kind="queue.changed").data["changed"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk: Client) -> None:
    form = sent(**opened(desk, "/desk/setup/queues/general"), name_en="General", topics=[])
    Queue.objects.filter(slug="general").update(first_answer=timedelta(hours=9))
    assert desk.post("/desk/setup/queues/general", form).status_code == 409
    assert Queue.objects.get(slug="general").first_answer == timedelta(hours=9)


def test_the_general_queue_cannot_be_switched_off(desk: Client) -> None:
    form = sent(**opened(desk, "/desk/setup/queues/general"), name_en="General", topics=[])
    form.pop("active")
    assert desk.post("/desk/setup/queues/general", form).status_code == 422
    assert Queue.objects.get(slug="general").active


def test_no_queue_answers_in_no_time(desk: Client) -> None:
    form = sent(**opened(desk, "/desk/setup/queues/new"), minutes="0")
    assert desk.post("/desk/setup/queues/new", form).status_code == 422
    assert not Queue.objects.filter(slug="bills").exists()


def test_a_day_is_closed_once_and_opened_again(desk: Client) -> None:
    coming = date.today() + timedelta(days=30)  # noqa: DTZ011
    for _again in range(2):
        assert desk.post("/desk/setup/hours", {"day": str(coming), "name": "Founders' day"}).status_code == 302
    closed = ClosedDay.objects.get()
    assert (closed.day, closed.site) == (coming, None)
    assert "Founders" in desk.get("/desk/setup/hours").content.decode()
    desk.post(f"/desk/setup/hours/{closed.pk}/open")
    assert not ClosedDay.objects.exists()
    assert list(Event.objects.filter(kind__startswith="queue.day").values_list("kind", flat=True).order_by("kind")) == [
        "queue.day_closed",
        "queue.day_opened",
    ]

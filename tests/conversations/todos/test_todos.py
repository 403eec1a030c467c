"""Tasks: asked beside a conversation, taken by one, reminded once, and told to whom they concern."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import INTERPRETERS, queue_for
from heartline.conversations.models import Conversation, Task
from heartline.conversations.threads import actions as threads
from heartline.conversations.threads.confiding import confide
from heartline.conversations.threads.joining import merge
from heartline.conversations.todos import actions, queries
from heartline.conversations.todos.fhir import task as fhir_task
from heartline.conversations.todos.rules import Standing, View
from heartline.kernel import clock, live
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Role, StaffMember
from tests.conversations.scene import in_portal, work
from tests.factories import a_staff_member, an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2030, 1, 1, 9, tzinfo=UTC)
FRIDAY = datetime(2030, 1, 4, 17, tzinfo=UTC)


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


@pytest.fixture
def desk(nora: StaffMember) -> Client:
    assert nora.account
    return signed_in(nora.account)


@pytest.fixture
def billing() -> Queue:
    return Queue.objects.create(slug="billing", name={"en": "Billing"}, topics=["bill"])


@pytest.fixture
def written() -> Conversation:
    return in_portal(known("Ana Ruiz", account=an_account()), "I was charged twice.")


def asked(of: Conversation, by: StaffMember, **more: Any) -> Task:
    more = {"due_at": FRIDAY, "key": ""} | more
    with clock.set(TUESDAY):
        return actions.ask(of, by, more.pop("text", "Call her about the bill"), more.pop("due_at"), **more)


class TestWhatHappens:
    def test_a_queue_is_asked_one_accepts_and_closes(
        self, written: Conversation, nora: StaffMember, billing: Queue
    ) -> None:
        task, ben = asked(written, nora, queue=billing), a_staff_member(Role.AGENT, account=an_account())
        assert (task.status, task.person, task.patient_id) == ("requested", None, written.patient_id)
        actions.accept(task.pk, ben)
        with pytest.raises(Refused):
            actions.accept(task.pk, nora)
        done = actions.complete(task.pk, ben, "Refunded")
        assert (done.status, done.person, done.reason) == ("completed", ben, "Refunded")
        with pytest.raises(Refused):
            actions.cancel(task.pk, "Too late")
        kinds = Event.objects.filter(kind__startswith="task.").order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["task.requested", "task.accepted", "task.completed"]

    def test_what_is_to_be_done_is_not_in_the_ledger(self, written: Conversation, nora: StaffMember) -> None:
        asked(written, nora, person=nora)
        assert "bill" not in str(Event.objects.get(kind="task.requested").data)

    def test_what_a_person_gives_back_is_in_the_queue(self, written: Conversation, nora: StaffMember) -> None:
        task = asked(written, nora, person=nora)
        back = actions.give_back(task.pk, nora)
        assert (back.status, back.person, back.queue) == ("requested", None, written.queue)

    def test_asked_once_however_often_it_is_sent(self, written: Conversation, nora: StaffMember) -> None:
        assert asked(written, nora, person=nora, key="k") == asked(written, nora, person=nora, key="k")

    @pytest.mark.parametrize(
        "wrong", [{"text": "  "}, {"due_at": TUESDAY}, {"due_at": FRIDAY.replace(year=2032)}, {"person": None}]
    )
    def test_what_cannot_be_asked(self, written: Conversation, nora: StaffMember, wrong: dict[str, Any]) -> None:
        with pytest.raises(Refused):
            asked(written, nora, **({"person": nora} | wrong))

    def test_reminded_once_when_it_is_due(
        self, written: Conversation, nora: StaffMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked(written, nora, person=nora)
        told: list[str] = []
        monkeypatch.setattr(live, "notify", lambda *topics: told.extend(topics))
        with clock.set(FRIDAY - timedelta(minutes=1)):
            assert actions.remind() == 0
        with clock.set(FRIDAY):
            assert (actions.remind(), actions.remind()) == (1, 0)
        assert {f"member:{nora.pk}", f"thread:{written.pk}", "staff"} <= set(told)

    def test_they_go_where_the_conversation_goes(self, written: Conversation, nora: StaffMember) -> None:
        work()
        task, other = asked(written, nora, person=nora), known("Bo Lund")
        threads.belongs_to(written.pk, other)
        task.refresh_from_db()
        assert task.patient_id == other.pk
        assert written.patient
        threads.belongs_to(written.pk, written.patient)
        second = in_portal(written.patient, "And one more thing.")
        work()
        merge(written.pk, second.pk)
        task.refresh_from_db()
        assert task.conversation_id == second.pk

    def test_confidential_with_their_conversation(self, written: Conversation, nora: StaffMember) -> None:
        task = asked(written, nora, person=nora)
        Conversation.objects.filter(pk=written.pk).update(about_id=UUID(int=7))
        assert written.patient_id
        confide(written.patient_id, UUID(int=7))
        task.refresh_from_db()
        assert task.confidential

    def test_as_fhir(self, written: Conversation, nora: StaffMember, billing: Queue) -> None:
        found = fhir_task(asked(written, nora, queue=billing))
        assert found["for"] == {"reference": f"Patient/{written.patient_id}"}
        assert (found["status"], found["intent"]) == ("requested", "order")
        assert found["restriction"]["period"]["end"] == FRIDAY.isoformat()

    def test_no_conversation_comes_to_the_interpreters_by_itself(self) -> None:
        assert queue_for("care", "vi").slug != INTERPRETERS


class TestLists:
    def test_each_view_shows_and_counts_its_own(self, written: Conversation, nora: StaffMember, billing: Queue) -> None:
        ben = a_staff_member(Role.AGENT, account=an_account())
        mine = asked(written, ben, person=nora)
        free = asked(written, nora, queue=billing, due_at=FRIDAY + timedelta(days=3))
        closed = asked(written, nora, queue=billing)
        actions.complete(closed.pk, ben)
        with clock.set(FRIDAY + timedelta(hours=1)):
            shown = {view: [row.task for row in queries.page(view, nora.pk)] for view in View}
            counts = queries.counts(nora.pk)
        assert shown == {
            View.MINE: [mine],
            View.QUEUES: [free],
            View.OVERDUE: [mine],
            View.ASKED: [free],
            View.CLOSED: [closed],
        }
        assert counts == {view: len(found) for view, found in shown.items() if view != View.CLOSED}

    def test_however_many_no_more_queries(self, written: Conversation, nora: StaffMember, desk: Client) -> None:
        asked(written, nora, person=nora)
        desk.get(reverse("desk:tasks"))
        with CaptureQueriesContext(connection) as few:
            desk.get(reverse("desk:tasks"))
        for n in range(4):
            asked(written, nora, person=nora, text=f"Task {n}")
        with CaptureQueriesContext(connection) as many:
            desk.get(reverse("desk:tasks"))
        assert len(many) <= len(few)


class TestPages:
    def test_from_the_thread_to_the_list_and_back(self, written: Conversation, nora: StaffMember, desk: Client) -> None:
        day = (clock.now() + timedelta(days=3)).date().isoformat()
        sent = {"text": "Call her by Friday", "to": "queue:general", "day": day, "at": "", "key": "a"}
        answer = desk.post(reverse("desk:inbox_task", args=[written.pk]), sent, follow=True)
        assert "Call her by Friday" in answer.content.decode()
        task = Task.objects.get()
        tasks = reverse("desk:tasks")
        assert "Call her by Friday" in desk.get(f"{tasks}?view=queues").content.decode()
        patient = desk.get(reverse("desk:patient", args=[written.patient_id]))
        assert "Call her by Friday" in patient.content.decode()
        taken = desk.post(reverse("desk:task_step", args=[task.pk, "accept"]), {"next": tasks}, follow=True)
        assert "You do it" in taken.content.decode()
        again = desk.post(reverse("desk:task_step", args=[task.pk, "cancel"]), {"next": tasks}, follow=True)
        assert "It does not say why." in again.content.decode()

    def test_what_was_filled_in_is_still_there(self, written: Conversation, desk: Client) -> None:
        answer = desk.post(
            reverse("desk:inbox_task", args=[written.pk]), {"text": "Call her soon", "to": "queue:general"}
        )
        assert answer.status_code == 422
        assert 'value="Call her soon"' in answer.content.decode()

    def test_an_interpreter_is_asked_of_their_queue(self, written: Conversation, desk: Client) -> None:
        day = (clock.now() + timedelta(days=3)).date().isoformat()
        sent = {"language": "vi", "meets": "phone", "day": day, "at": "10:30", "more": "About a bill", "key": "b"}
        desk.post(reverse("desk:inbox_interpreter", args=[written.pk]), sent)
        task = Task.objects.get()
        assert (task.queue.slug, task.kind, task.language) == (INTERPRETERS, "interpreter", "vi")
        assert task.text.endswith("By phone · About a bill")

    def test_nobody_is_led_away_by_the_way_back(self, written: Conversation, nora: StaffMember, desk: Client) -> None:
        task = asked(written, nora, person=nora)
        answer = desk.post(
            reverse("desk:task_step", args=[task.pk, "complete"]), {"next": "https://elsewhere.example/"}
        )
        assert answer["Location"].startswith(reverse("desk:inbox_thread", args=[written.pk]))


def test_how_it_stands(written: Conversation, nora: StaffMember) -> None:
    asked(written, nora, person=nora)
    for hours, expected in ((-24, Standing.NO), (-1, Standing.SOON), (0, Standing.PASSED)):
        with clock.set(FRIDAY + timedelta(hours=hours)):
            assert queries.of_conversation(written, nora.pk)[0].standing == expected

"""What waits goes to who is here: at once, once, and back again when they go."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.conversations.assigning import sharing
from heartline.conversations.inbox.rules import Assigned
from heartline.conversations.models import Call, Conversation, Message, Presence, Queue
from heartline.conversations.presence.actions import SILENT, seen, set_capacity
from heartline.conversations.threads import actions, alarms
from heartline.conversations.threads.sharing import SHARE
from heartline.kernel import actor, clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Role, StaffMember
from tests.conversations.scene import Carrier, answers, in_portal, work
from tests.factories import an_account
from tests.people.people import as_actor, at_work, known

pytestmark = pytest.mark.django_db
HERE, BUSY, AWAY = Presence.State


@pytest.fixture(autouse=True)
def _shared(carrier: Carrier) -> Iterator[None]:
    Queue.objects.update(assigned=Assigned.LEAST_BUSY)
    with actor.acting(actor.SYSTEM):
        yield


def here(name: str = "Nora Nuñez", languages: tuple[str, ...] = ("en",), role: str = Role.AGENT) -> StaffMember:
    member = at_work(role, name)
    member.languages = list(languages)
    member.save()
    sharing.be(member, HERE)
    return member


def asked(name: str = "Ana Ruiz", language: str = "en") -> Conversation:
    account = an_account()
    account.language = language
    account.save()
    conversation = in_portal(known(name, account=account), "May I ask something?")
    work()
    return conversation


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_related("person").get(pk=conversation.pk)


class TestSharing:
    def test_what_is_written_is_given_to_who_is_here_within_what_was_promised(self) -> None:
        nora, conversation = here(), asked()
        promised = fresh(conversation).due_at
        assert ProcrastinateJob.objects.filter(task_name=SHARE, status="todo").exists()
        assert sharing.share() == 1
        given = fresh(conversation)
        assert given.person == nora and given.due_at == promised
        told = Message.objects.filter(conversation=conversation, author="system")
        assert told.count() == 1, "the sentence that they are in line, and no other"
        assert Event.objects.get(kind="conversation.assigned").data["to"] == nora.name
        assert sharing.share() == 0

    def test_nothing_is_given_to_who_is_busy_away_full_or_cannot_speak_it(self) -> None:
        conversation = asked(language="es")
        for state in (BUSY, AWAY):
            sharing.be(here(f"Is {state}", ("es",)), state)
        full = here("Full", ("es",))
        set_capacity(full, 1)
        actions.take(asked("Another").pk, full)
        here("Only English")
        assert sharing.share() == 0
        fluent = here("Fluent", ("es-US",))
        assert sharing.share() == 1 and fresh(conversation).person == fluent

    def test_by_hand_stays_by_hand(self) -> None:
        Queue.objects.update(assigned=Assigned.BY_HAND)
        here()
        asked()
        assert sharing.share() == 0

    def test_who_answered_the_patient_before_gets_what_they_ask_next(self) -> None:
        knows = here("Knows")
        first = asked("Ana Ruiz")
        answers(first, knows, "Yes.")
        here("Idle")
        patient = first.patient
        assert patient
        set_capacity(knows, 5)
        another = in_portal(patient, "And something else?")
        work()
        sharing.share()
        assert fresh(another).person == knows

    def test_who_gave_it_back_does_not_get_it_again(self) -> None:
        nora, conversation = here(), asked()
        sharing.share()
        with actor.acting(as_actor(nora)):
            actions.release(conversation.pk, nora)
        assert sharing.share() == 0
        other = here("Other")
        assert sharing.share() == 1 and fresh(conversation).person == other

    def test_loads_stay_even(self) -> None:
        team = [here(name) for name in ("A", "B", "C")]
        for n in range(7):
            asked(f"Person {n}")
        sharing.share()
        counts = sorted(Conversation.objects.filter(person=each).count() for each in team)
        assert counts == [2, 2, 3]

    def test_its_queries_do_not_grow_with_what_nobody_can_take(self) -> None:
        here()
        for n in range(3):
            asked(f"Person {n}", language="vi")
        with CaptureQueriesContext(
            connection,
        ) as few:
            sharing.share()
        for n in range(3):
            asked(f"More {n}", language="vi")
        with CaptureQueriesContext(connection) as more:
            sharing.share()
        assert len(more) == len(few) <= 16


class TestGoing:
    def test_what_waits_goes_back_with_one_sentence_and_is_given_on(self) -> None:
        nora, waits, awaits = here(), asked(), asked("Ben")
        sharing.share()
        answers(awaits, nora, "Yes.")
        ben = here("Ben Ode")
        sharing.be(nora, AWAY)
        assert fresh(awaits).person == nora, "nobody waits there"
        assert fresh(waits).person is None
        sharing.share()
        assert fresh(waits).person == ben
        assert Message.objects.filter(conversation=waits, author="system").count() == 2  # in line; a colleague

    def test_who_was_away_may_be_given_it_again(self) -> None:
        nora, conversation = here(), asked()
        sharing.share()
        sharing.be(nora, AWAY)
        sharing.be(nora, HERE)
        assert sharing.share() == 1 and fresh(conversation).person == nora

    def test_who_has_no_page_open_is_away_after_a_while(self) -> None:
        silent, open_ = here("Silent"), here("Open")
        conversation = asked()
        actions.take(conversation.pk, silent)
        with clock.set(clock.now() + SILENT + timedelta(seconds=1)):
            seen(open_)
            sharing.look_round()
        assert Presence.objects.get(pk=silent.pk).state == AWAY
        assert fresh(conversation).person == open_
        seen(silent)
        assert Presence.objects.get(pk=silent.pk).state == AWAY, "a page alone brings nobody back"

    def test_who_is_written_to_while_away_does_not_keep_it(self) -> None:
        nora, conversation = here(), asked()
        answers(conversation, nora, "Yes.")
        sharing.be(nora, AWAY)
        other = here("Other")
        patient = conversation.patient
        assert patient and patient.account
        actions.write(conversation, patient.account, "And tomorrow?", key="again")
        work()
        sharing.look_round()
        assert fresh(conversation).person == other


def test_capacity_is_a_sensible_number() -> None:
    for wrong in (0, 51):
        with pytest.raises(Refused):
            set_capacity(at_work(), wrong)


def test_the_next_person_up_is_called_each_time_and_in_the_end_all() -> None:
    lead, chief = at_work(Role.EXPERIENCE_LEAD, "Lead"), at_work(Role.MANAGER, "Chief")
    Queue.objects.update(assigned=Assigned.BY_HAND, calls=[lead.pk, chief.pk])
    conversation = asked()
    for called in ({lead.pk}, {lead.pk, chief.pk}):
        due = fresh(conversation).due_at
        assert due
        with clock.set(due):
            alarms.ring()
        assert set(Call.objects.values_list("staff_member", flat=True)) == called


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_nobody_too_much_and_nothing_twice() -> None:
    with transaction.atomic():
        team = [here("A"), here("B")]
        for each in team:
            set_capacity(each, 2)
    for n in range(6):
        asked(f"Person {n}")

    def at_once() -> int:
        try:
            with actor.acting(actor.SYSTEM):
                return sharing.share()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        given = sum(future.result() for future in [pool.submit(at_once) for _ in range(4)])
    assert given == 4
    assert [Conversation.objects.filter(person=each).count() for each in team] == [2, 2]
    assert Event.objects.filter(kind="conversation.assigned").count() == 4

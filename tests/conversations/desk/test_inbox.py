"""The inbox's pages: who sees what, what is urgent comes first, and nothing is asked of the database twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.channels.traffic.messages import Door
from heartline.conversations.consent import actions as consent
from heartline.conversations.consent.ledger import Where, taken_back
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.inbox import queries
from heartline.conversations.inbox.views import View
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.conversations.threads import actions
from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Role, StaffMember
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.factories import a_patient, an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


@pytest.fixture
def desk(nora: StaffMember) -> Client:
    assert nora.account
    return signed_in(nora.account)


def asked_by(name: str, text: str = "May I ask something?") -> Conversation:
    """Somebody with a login has written in the portal, and the worker has heard of it."""
    conversation = in_portal(known(name, account=an_account()), text)
    work()
    conversation.refresh_from_db()
    return conversation


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


class TestLists:
    def test_each_view_shows_and_counts_its_own(self, carrier: Carrier, nora: StaffMember) -> None:
        free, mine, aside, done, told = (asked_by(f"Person {n}") for n in range(5))
        actions.take(mine.pk, nora)
        actions.take(aside.pk, nora)
        actions.snooze(aside.pk, nora, clock.now() + timedelta(days=1))
        answers(told, nora, "Yes.")
        actions.take(done.pk, nora)
        actions.resolve(done.pk, nora)
        actions.note(free, nora, "@Nora look", mentions=[nora.pk])
        Conversation.objects.filter(pk=told.pk).update(undelivered=True)

        shown = {view: {row.conversation for row in queries.page(view, nora.pk).rows} for view in View}
        assert shown == {
            View.MINE: {mine, told},
            View.FREE: {free},
            View.OPEN: {free, mine},
            View.AWAITING: {told},
            View.SNOOZED: {aside},
            View.MENTIONED: {free},
            View.CALLED: set(),
            View.UNDELIVERED: {told},
            View.RESOLVED: {done},
        }
        counts = queries.counts(nora.pk)
        assert counts == {view: len(found) for view, found in shown.items() if not view.is_over}

    def test_emergencies_come_first_then_what_is_due_soonest(self, carrier: Carrier, nora: StaffMember) -> None:
        late, soon, urgent = (asked_by(f"Person {n}") for n in range(3))
        now = clock.now()
        for each, due in ((late, now + timedelta(hours=3)), (soon, now + timedelta(minutes=1))):
            Conversation.objects.filter(pk=each.pk).update(due_at=due)
        actions.see_emergency(urgent.pk)
        rows = queries.page(View.OPEN, nora.pk).rows
        assert [row.conversation for row in rows] == [urgent, soon, late]
        assert [row.late for row in rows] == ["soon", "soon", ""]

    def test_pages_follow_each_other_without_gap_or_double(self, carrier: Carrier, nora: StaffMember) -> None:
        made = {asked_by(f"Person {n}").pk for n in range(5)}
        Conversation.objects.update(due_at=clock.now())
        found, key = [], ""
        for _ in range(3):
            page = queries.page(View.OPEN, nora.pk, after=key, limit=2)
            found += [row.conversation.pk for row in page.rows]
            key = page.older
        assert key == "" and len(found) == 5 and set(found) == made

    def test_so_do_pages_of_what_is_over_the_newest_first(self, carrier: Carrier, nora: StaffMember) -> None:
        made = [asked_by(f"Person {n}").pk for n in range(5)]
        for pk in made:
            actions.resolve(pk, nora)
        found, key = [], ""
        for _ in range(3):
            page = queries.page(View.RESOLVED, nora.pk, after=key, limit=2)
            found += [row.conversation.pk for row in page.rows]
            key = page.older
        assert key == "" and found == made[::-1]

    @pytest.mark.parametrize("view", list(View))
    def test_a_made_up_key_is_the_first_page(self, view: View, nora: StaffMember) -> None:
        for key in (
            "x",
            "nan~x",
            "1e400~",
            "~",
            "2026-01-01~x",
            "nan~00000000-0000-4000-8000-000000000000",
            "1~00000000-0000-4000-8000-000000000000",
        ):
            assert queries.page(view, nora.pk, after=key).rows == []

    def test_as_many_queries_for_twelve_as_for_two(self, carrier: Carrier, desk: Client) -> None:
        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert desk.get("/desk/inbox?view=open").status_code == 200
            return len(captured)

        asked_by("One"), asked_by("Two")
        asked()
        few = asked()
        for n in range(10):
            asked_by(f"Person {n}")
        asked()  # notes who was newly seen
        assert asked() == few <= 15


class TestThread:
    def test_both_sides_and_the_notes_between(self, carrier: Carrier, desk: Client, nora: StaffMember) -> None:
        conversation = asked_by("Ana Ruiz", "I feel dizzy.")
        actions.note(conversation, nora, "She sounded confused.")
        answers(conversation, nora, "Since when?")
        page = text_of(desk.get(f"/desk/inbox/{conversation.pk}"))
        said = page[page.index('id="thread-said"') :]
        assert said.index("I feel dizzy.") < said.index("She sounded confused.") < said.index("Since when?")
        assert "Note, for staff only" in said and "Ana Ruiz" in page
        assert AuditEntry.objects.filter(patient_id=conversation.patient_id, what="conversation").exists()

    def test_as_many_queries_for_sixty_messages_as_for_three(
        self, carrier: Carrier, desk: Client, nora: StaffMember
    ) -> None:
        conversation = asked_by("Ana Ruiz")

        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(f"/desk/inbox/{conversation.pk}").status_code == 200
            return len(captured)

        answers(conversation, nora, "Yes?")
        asked()
        few = asked()
        for n in range(20):
            answers(conversation, nora, f"{n}")
            actions.note(conversation, nora, f"{n}")
        assert asked() == few <= 60

    def test_an_answer_goes_out_as_far_as_the_door_allows(self, carrier: Carrier, desk: Client) -> None:
        a_patient_with_phone()
        writes("When are you open?")
        work()
        carrier.got.clear()
        conversation = Conversation.objects.get()
        here = f"/desk/inbox/{conversation.pk}"
        assert "They get it as you write it." in text_of(desk.get(here))

        without = desk.post(f"{here}/answer", {"text": "At nine.", "key": "k1", "seen": conversation.epoch})
        assert without.status_code == 422 and "At nine." in text_of(without)
        for _ in range(2):  # a double click
            sent = desk.post(
                f"{here}/answer", {"text": "At nine.", "says": "time", "key": "k1", "seen": conversation.epoch}
            )
            assert sent.status_code == 302
        work()
        assert carrier.texts == ["At nine."]

    def test_of_two_who_answer_the_second_is_told_and_keeps_the_text(self, carrier: Carrier, desk: Client) -> None:
        conversation = asked_by("Ana Ruiz")
        answers(conversation, at_work(name="Li"), "Drink some water.", seen=conversation.epoch)
        refused = desk.post(
            f"/desk/inbox/{conversation.pk}/answer",
            {"text": "Call an ambulance!", "key": "k", "seen": conversation.epoch},
        )
        assert refused.status_code == 409
        assert "Call an ambulance!" in text_of(refused) and "Somebody wrote here" in text_of(refused)
        assert Message.objects.filter(author="person").count() == 1

    def test_it_is_taken_handed_over_laid_aside_and_resolved(
        self, carrier: Carrier, desk: Client, nora: StaffMember
    ) -> None:
        conversation, li = asked_by("Ana Ruiz"), at_work(name="Li Wei")
        here = f"/desk/inbox/{conversation.pk}"
        assert desk.post(f"{here}/take").status_code == 302
        assert desk.post(f"{here}/snooze", {"until": "tomorrow"}).status_code == 302
        conversation.refresh_from_db()
        assert conversation.status == "snoozed" and conversation.person == nora
        assert desk.post(f"{here}/hand-over", {"to": f"person:{li.pk}"}).status_code == 302
        assert desk.post(f"{here}/hand-over", {"to": "queue:general"}).status_code == 403  # Li has it now
        assert desk.post(f"{here}/resolve").status_code == 409
        assert desk.post(f"{here}/take").status_code == 302
        assert desk.post(f"{here}/resolve").status_code == 302
        assert desk.post(f"{here}/reopen").status_code == 302
        assert desk.post(f"{here}/nothing-known").status_code == 404
        conversation.refresh_from_db()
        assert conversation.status == "reopened" and conversation.person == nora

    def test_what_is_refused_changes_nothing(self, carrier: Carrier, desk: Client, nora: StaffMember) -> None:
        from heartline.conversations.models import Queue

        conversation = asked_by("Ana Ruiz")
        Queue.objects.create(slug="bills", name={"en": "Bills"})
        actions.hand_over(conversation.pk, nora, None)
        refused = desk.post(f"/desk/inbox/{conversation.pk}/hand-over", {"to": "person:nobody"})
        assert refused.status_code == 422
        conversation.refresh_from_db()
        assert conversation.queue.slug == "general"

    def test_consent_is_taken_back_in_one_click_with_their_words(self, carrier: Carrier, desk: Client) -> None:
        a_patient_with_phone()
        writes("Please stop texting me all the time, and when are you open?")
        work()
        message, conversation = Message.objects.get(direction="in"), Conversation.objects.get()
        here = f"/desk/inbox/{conversation.pk}"
        assert "This may mean that they want no more messages" in text_of(desk.get(here))
        done = desk.post(f"{here}/consent/{message.pk}", {"topic": "", "channel": "sms"}, follow=True)
        assert "Everything · Text messages" in text_of(done) and "stop texting me" in text_of(done)

    @pytest.mark.parametrize("known_number", [True, False])
    @pytest.mark.parametrize("door", [Door.SMS, Door.WHATSAPP])
    @pytest.mark.parametrize("channel", ["", "same"])
    def test_what_was_taken_back_in_words_is_confirmed_once_where_it_was_said(
        self, carrier: Carrier, desk: Client, known_number: bool, door: Door, channel: str
    ) -> None:
        if known_number:
            a_patient_with_phone()
        message = writes("Please do not write to me any more", door=door)
        assert message
        work()
        carrier.got.clear()  # that we have it
        conversation = Conversation.objects.get()
        Conversation.objects.update(language="es")
        here = f"/desk/inbox/{conversation.pk}/consent/{message.pk}"
        for _twice in range(2):
            assert desk.post(here, {"topic": "", "channel": channel and str(door)}).status_code == 302
            work()
        (sent,) = carrier.got
        assert (sent.to, sent.door, sent.language) == (PHONE, door, "es") and "START" in sent.text
        assert "you will get" not in sent.text
        assert Delivery.objects.get(purpose="confirmation").state == "sent"
        assert ConsentEntry.objects.filter(number=PHONE, given=False).exists()

    def test_it_ends_what_goes_to_their_other_places_too(self, carrier: Carrier, desk: Client) -> None:
        ana = a_patient_with_phone()
        message = writes("No more of anything")
        assert message
        desk.post(f"/desk/inbox/{message.conversation_id}/consent/{message.pk}", {"topic": "", "channel": ""})
        elsewhere = Where(str(ana.pk), Topic.CARE, Channel.EMAIL, "ana@example.org")
        assert taken_back(entries(ana.pk, "ana@example.org"), elsewhere)

    @pytest.mark.parametrize(("topic", "channel"), [("surveys", ""), ("", "email")])
    def test_texts_that_go_on_are_not_said_to_end(
        self, carrier: Carrier, desk: Client, topic: str, channel: str
    ) -> None:
        a_patient_with_phone()
        message = writes("No more of those, please")
        assert message
        work()
        carrier.got.clear()
        desk.post(f"/desk/inbox/{message.conversation_id}/consent/{message.pk}", {"topic": topic, "channel": channel})
        work()
        assert carrier.got == [] and ConsentEntry.objects.count() == 1

    def test_in_the_portal_nothing_is_confirmed_by_text(self, carrier: Carrier, desk: Client) -> None:
        conversation = in_portal(a_patient_with_phone(), "No more texts please")
        message = Message.objects.get()
        desk.post(f"/desk/inbox/{conversation.pk}/consent/{message.pk}", {"topic": "", "channel": "sms"})
        work(later=True)
        assert carrier.got == [] and ConsentEntry.objects.get().number == ""

    def test_nothing_is_laid_aside_for_ever(self, carrier: Carrier, desk: Client) -> None:
        conversation = asked_by("Ana Ruiz")
        for at in ("9999-12-31T23:59", "9999-12-31T23:59-14:00"):
            assert "too far" in text_of(desk.post(f"/desk/inbox/{conversation.pk}/snooze", {"at": at}))
        conversation.refresh_from_db()
        assert conversation.snoozed_until is None

    @pytest.mark.parametrize("way", ["portal:+1999", "in_person:x", "portal:\0", f"portal:{'x' * 400}", "sms:\0", "\0"])
    def test_only_ways_that_are_offered_are_taken(self, carrier: Carrier, desk: Client, way: str) -> None:
        conversation = asked_by("Ana Ruiz")
        refused = desk.post(f"/desk/inbox/{conversation.pk}/door", {"way": way, "text": "kept"})
        assert 400 <= refused.status_code < 500 and "Choose another way" in text_of(refused)
        conversation.refresh_from_db()
        assert (conversation.door, conversation.address) == ("portal", "")

    def test_somebody_unknown_becomes_the_patient_they_are(self, carrier: Carrier, desk: Client) -> None:
        one, _other = a_patient_with_phone(), a_patient()
        one.contact_points.update(shared=True)
        writes("It is me")
        work()
        conversation = Conversation.objects.get()
        here = f"/desk/inbox/{conversation.pk}"
        assert conversation.patient is None and "This is they" in text_of(desk.get(here))
        assert desk.post(f"{here}/belongs-to", {"patient": str(one.pk)}).status_code == 302
        conversation.refresh_from_db()
        assert conversation.patient == one

    def test_of_how_many_text_messages_it_is(self, carrier: Carrier, desk: Client) -> None:
        conversation = asked_by("Ana Ruiz")
        counted = desk.post(f"/desk/inbox/{conversation.pk}/segments", {"text": "x" * 200})
        assert "2 text messages" in text_of(counted)


class TestWhoSees:
    def test_a_closed_record_asks_for_a_reason_and_is_masked_in_lists(self, carrier: Carrier, desk: Client) -> None:
        from heartline.people.sensitive.actions import protect

        conversation = asked_by("Ana Ruiz", "Something secret")
        assert conversation.patient
        protect(conversation.patient, "colleague")
        answer = desk.get(f"/desk/inbox/{conversation.pk}")
        assert answer.status_code == 302 and f"/desk/patients/{conversation.patient_id}/open" in answer["Location"]
        listed = text_of(desk.get("/desk/inbox?view=open"))
        assert "Ana Ruiz" not in listed and "Something secret" not in listed and "Protected record" in listed

    def test_a_note_is_in_no_patients_reach(self, carrier: Carrier, nora: StaffMember) -> None:
        from django.db import DatabaseError, transaction

        from heartline.conversations.models import Note
        from heartline.kernel.db.confine import as_patient

        conversation = asked_by("Ana Ruiz")
        actions.note(conversation, nora, "She sounded confused.")
        account = conversation.account
        assert account
        assert "confused" not in text_of(signed_in(account).get(f"/messages/{conversation.pk}"))
        with as_patient(account.pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Note.objects.exists()

    @pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_others_do_not_read_it(self, role: Role, carrier: Carrier) -> None:
        conversation, other = asked_by("Ana Ruiz"), at_work(role)
        assert other.account
        client = signed_in(other.account)
        assert client.get(f"/desk/inbox/{conversation.pk}").status_code == 403
        assert "/desk/inbox" not in text_of(client.get("/desk/patients/x"))


def test_it_goes_on_another_way_and_what_was_written_stays(carrier: Carrier, desk: Client) -> None:
    a_patient_with_phone()
    writes("What did my test say?")
    work()
    here = f"/desk/inbox/{Conversation.objects.get().pk}"
    assert "Answer another way" in text_of(desk.get(here))
    moved = desk.post(f"{here}/door", {"way": "portal", "text": "It was negative."})
    assert moved.status_code == 200 and "It was negative." in text_of(moved) and "They read it" in text_of(moved)
    refused = desk.post(f"{here}/door", {"way": "sms:+12125550111", "text": "It was negative."})
    assert refused.status_code == 409 and "It was negative." in text_of(refused)
    assert desk.post(f"{here}/door", {"way": "portal"}).status_code == 302


def test_the_desk_begins_one_and_is_told_where_nothing_may_be_sent(carrier: Carrier, desk: Client) -> None:
    ana = a_patient_with_phone()
    here = f"/desk/inbox/new/{ana.pk}"
    assert "Nothing may be sent there." not in text_of(desk.get(here))
    begun = desk.post(
        here, {"way": "in_person", "topic": "visit", "text": "She asks for Monday.", "says": "time", "key": "k"}
    )
    conversation = Conversation.objects.get()
    assert begun["Location"].endswith(f"/desk/inbox/{conversation.pk}") and conversation.topic == "visit"
    consent.take_back(ana.pk, words="No more texts.")
    barred = text_of(desk.get(here))
    assert "Nothing may be sent there." in barred and "asked us not to send anything" in barred
    assert "Conversations" in text_of(desk.get(f"/desk/patients/{ana.pk}"))

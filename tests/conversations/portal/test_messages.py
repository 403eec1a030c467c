"""A patient writes in the portal, reads what we answer, and goes on; their proxies as far as they reach."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.conversations.models import Conversation, Delivery, Message
from heartline.conversations.threads import actions
from heartline.kernel import actor, clock
from heartline.people.models import ContactPoint, Patient, Proxy
from heartline.scheduling.booking import confiding
from tests import factories
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.filling import filled
from tests.people.people import at_work, known
from tests.scheduling.pages.scene import a_scene, hidden, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(carrier: Carrier) -> Patient:
    factories.an_organization(emergency_number="911")
    return a_patient_with_phone()


@pytest.fixture
def client(ana: Patient) -> Client:
    return signed_in(ana.account)  # type: ignore[arg-type]


def read(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, (address, answer.status_code)
    return words(answer.content.decode())


def send(client: Client, address: str, **data: str) -> Any:
    """What a press of the button sends, twice."""
    key = hidden(client.get(address).content.decode(), "key")
    for _ in range(2):
        answer = client.post(address, {"key": key, **data})
    work()
    return answer


class TestWriting:
    def test_about_something_new_is_kept_once_and_says_until_when_we_answer(self, ana: Patient, client: Client) -> None:
        page = read(client, "/messages/new")
        assert "If this is an emergency, call 911 now" in page and "You hear from us by" in page
        answer = send(client, "/messages/new", topic="medicine", subject="My pills", text="May I take two?")
        conversation = Conversation.objects.get()
        assert answer["Location"] == f"/messages/{conversation.pk}?sent=1"
        assert (conversation.patient, conversation.topic, conversation.subject) == (ana, "medicine", "My pills")
        assert (conversation.status, conversation.waiting, conversation.owner) == ("open", True, "nobody")
        page = read(client, f"/messages/{conversation.pk}")
        assert "My pills" in page and "May I take two?" in page
        assert "Thank you, we have your message. You will hear from us by" in page

    def test_the_empty_list_says_what_this_is_for_and_how_soon_somebody_answers(self, client: Client) -> None:
        page = read(client, "/messages")
        assert "No messages yet" in page and "you hear from us by" in page and "call 911" in page

    def test_nothing_is_sent_without_a_text_and_what_was_chosen_stays(self, client: Client) -> None:
        answer = client.post("/messages/new", {"key": "k", "topic": "bill", "subject": "Twice?", "text": " \n"})
        page = answer.content.decode()
        assert answer.status_code == 422 and "There is no text in this message" in page
        assert "Twice?" in page and re.search(r'value="bill"[^>]*checked', page)
        assert not Conversation.objects.exists()

    def test_what_it_is_about_has_to_be_said(self, client: Client) -> None:
        assert client.post("/messages/new", {"key": "k", "text": "Hello"}).status_code == 422

    def test_a_resolved_conversation_says_that_writing_opens_it_again(self, ana: Patient, client: Client) -> None:
        conversation, nora = in_portal(ana, "My arm hurts."), at_work()
        work()
        answers(conversation, nora, "Rest it.")
        actions.resolve(conversation.pk, nora)
        page = read(client, f"/messages/{conversation.pk}")
        assert "This conversation is closed. If you write again, it is open again." in page
        send(client, f"/messages/{conversation.pk}", text="It still hurts.")
        conversation.refresh_from_db()
        assert (conversation.status, conversation.person) == ("reopened", nora)
        assert Message.objects.filter(text="It still hurts.").count() == 1

    def test_a_failed_send_keeps_the_text(self, ana: Patient, client: Client) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        answer = client.post(f"/messages/{conversation.pk}", {"key": "k", "text": "x" * 20_001})
        assert answer.status_code == 422
        assert "Your text is kept below" in answer.content.decode() and "x" * 20_001 in answer.content.decode()

    def test_a_message_about_a_visit_leads_back_to_it(self, carrier: Carrier) -> None:
        scene = a_scene()
        with clock.set(clock.now()):
            visit = filled_visit(scene)
            client = scene.portal()
            page = client.get(f"/visits/{visit.pk}").content.decode()
            address = f"/messages/new?topic=visit&about={visit.pk}"
            assert address.replace("&", "&amp;") in page
            assert "Family doctor" in read(client, address)
            send(client, address, topic="visit", text="May I bring my mother?")
            conversation = Conversation.objects.get()
            assert (conversation.about_id, conversation.topic) == (visit.pk, "visit")
            assert f'href="/visits/{visit.pk}"' in client.get(f"/messages/{conversation.pk}").content.decode()

    def test_somebody_elses_visit_is_not_what_it_is_about(self, client: Client) -> None:
        other = filled_visit(a_scene())
        send(client, f"/messages/new?topic=visit&about={other.pk}", topic="visit", text="Hello")
        assert Conversation.objects.get().about_id is None


def filled_visit(scene: Any) -> Any:
    from heartline.scheduling.models import Appointment

    row = filled(Appointment, scene.patient)
    Appointment.objects.filter(pk=row.pk).update(
        site=scene.site, service=scene.service, clinician=scene.clinicians[0], mode="in_person"
    )
    return row


class TestReading:
    def test_what_we_say_is_new_until_it_is_read_and_then_no_notice_goes_out(
        self, ana: Patient, client: Client, carrier: Carrier
    ) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        work()
        answers(conversation, at_work(), "Rest it.")
        for page in ("/", "/messages"):
            assert "1 new" in read(client, page), page
        assert "You have a new message" in read(client, "/")
        page = read(client, f"/messages/{conversation.pk}")
        assert "Nora Nuñez" in page and "Rest it." in page and "New" in page
        assert "1 new" not in read(client, "/messages") and "You have a new message" not in read(client, "/")
        work(later=True)
        assert carrier.texts == []
        assert Delivery.objects.get().state == "queued"

    def test_a_page_that_lies_open_out_of_sight_reads_nothing(self, ana: Patient, client: Client) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        answers(conversation, at_work(), "Rest it.")
        address = f"/messages/{conversation.pk}"
        read(client, address, headers={"X-Heartline-Live": "1"})
        assert Message.objects.filter(direction="out", read_at=None, author="person").exists()
        answer = client.get(address, headers={"X-Heartline-Live": "1", "X-Heartline-In-Sight": "1"})
        assert "There is a new message" in answer["HX-Trigger"]
        assert not Message.objects.filter(direction="out", read_at=None).exists()
        assert "HX-Trigger" not in client.get(address, headers={"X-Heartline-Live": "1", "X-Heartline-In-Sight": "1"})

    def test_who_read_nothing_gets_a_notice_that_leads_here(self, ana: Patient, carrier: Carrier) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        work()
        answers(conversation, at_work(), "Rest it.")
        work(later=True)
        (text,) = carrier.texts
        assert f"/messages/{conversation.pk}" in text and "Rest" not in text

    def test_notes_are_never_shown(self, ana: Patient, client: Client) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        actions.note(conversation, at_work(), "She exaggerates.")
        assert "exaggerates" not in read(client, f"/messages/{conversation.pk}")

    def test_what_we_have_read_says_so(self, ana: Patient, client: Client) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        assert "Read by us" not in read(client, f"/messages/{conversation.pk}")
        Message.objects.update(read_at=clock.now())
        assert "Read by us" in read(client, f"/messages/{conversation.pk}")

    def test_a_long_conversation_comes_in_parts(self, ana: Patient, client: Client) -> None:
        conversation = in_portal(ana, "The very first.")
        for n in range(60):
            actions.write(conversation, ana.account, f"Then {n}.", key="")  # type: ignore[arg-type]
        page = client.get(f"/messages/{conversation.pk}").content.decode()
        assert "<p>Then 59.</p>" in page and "<p>The very first.</p>" not in page
        older = re.search(r'href="(\?before=[^"]+)"', page)
        assert older
        assert "<p>The very first.</p>" in client.get(f"/messages/{conversation.pk}{older[1]}").content.decode()


class TestWhatBeganElsewhere:
    def test_is_read_here_says_by_which_door_and_goes_on_here(
        self, ana: Patient, client: Client, carrier: Carrier
    ) -> None:
        message = writes("Is the clinic open on Monday?")
        assert message and message.patient_id == ana.pk
        work()
        conversation = Conversation.objects.get()
        assert "Is the clinic open on Monday?" in read(client, "/messages")
        page = read(client, f"/messages/{conversation.pk}")
        assert "You" in page and "Text message" in page
        send(client, f"/messages/{conversation.pk}", text="And on Tuesday?")
        conversation.refresh_from_db()
        assert (conversation.door, conversation.account) == ("portal", ana.account)
        answers(conversation, at_work(), "On both days.")
        assert Message.objects.get(text="On both days.").door == "portal"
        work(later=True)
        assert carrier.texts[-1].endswith(f"/messages/{conversation.pk}")

    def test_what_was_told_in_full_by_text_message_is_not_new_here(
        self, ana: Patient, client: Client, carrier: Carrier
    ) -> None:
        writes("Is the clinic open on Monday?")
        work()
        conversation = Conversation.objects.get()
        answers(conversation, at_work(), "Yes, from nine.", sensitivity="nothing")
        work(later=True)
        assert "Yes, from nine." in carrier.texts
        answers(conversation, at_work(), "Your knee is fine.")
        work(later=True)
        assert carrier.texts[-1].endswith(f"/messages/{conversation.pk}")
        read(client, f"/messages/{conversation.pk}")
        assert " new" not in read(client, "/messages")


class TestSomebodyElse:
    @pytest.fixture
    def holder(self, ana: Patient) -> Any:
        account = factories.an_account()
        factories.a_patient(name="Rosa Ruiz", account=account)
        return account

    def test_finds_no_conversation_of_mine(self, ana: Patient) -> None:
        conversation = in_portal(ana, "My arm hurts.")
        client = signed_in(factories.a_patient(account=factories.an_account()).account)  # type: ignore[arg-type]
        assert "My arm" not in read(client, "/messages")
        assert client.get(f"/messages/{conversation.pk}").status_code == 404
        assert client.post(f"/messages/{conversation.pk}", {"text": "x", "key": "k"}).status_code == 404

    def test_who_acts_in_everything_reads_and_writes_and_is_named(
        self, ana: Patient, client: Client, holder: Any
    ) -> None:
        factories.a_proxy(ana, holder)
        theirs = signed_in(holder)
        conversation = in_portal(ana, "My arm hurts.")
        assert "For Ana Ruiz" in read(theirs, "/messages")
        send(theirs, f"/messages/{conversation.pk}", text="She cannot sleep.")
        message = Message.objects.get(text="She cannot sleep.")
        assert (message.author, message.account) == ("proxy", holder)
        assert f"{holder.get_full_name()}, acting for you" in read(client, f"/messages/{conversation.pk}")

    def test_what_a_proxy_reads_is_not_read_by_the_patient(self, ana: Patient, client: Client, holder: Any) -> None:
        factories.a_proxy(ana, holder)
        conversation = in_portal(ana, "My arm hurts.")
        answers(conversation, at_work(), "Rest it.")
        theirs = signed_in(holder)
        assert "1 new" not in read(theirs, "/messages")
        read(theirs, f"/messages/{conversation.pk}")
        assert "1 new" in read(client, "/messages")

    def test_a_mother_writes_for_her_son_and_reads_the_answer(self, holder: Any, carrier: Carrier) -> None:
        son = known("Leo Ruiz")
        factories.a_proxy(son, holder)
        client = signed_in(holder)
        page = client.get("/messages/new").content.decode()
        assert "Who is it about?" in page and "Leo Ruiz" in page
        send(client, "/messages/new", whose=str(son.pk), topic="care", text="He coughs.")
        conversation = Conversation.objects.get()
        assert (conversation.patient, Message.objects.get(author="proxy").account) == (son, holder)
        answers(conversation, at_work(), "Since when?")
        assert "1 new" in read(client, "/messages")
        read(client, f"/messages/{conversation.pk}")
        assert "1 new" not in read(client, "/messages")

    def test_who_wrote_for_somebody_without_a_phone_is_told_of_the_answer(self, holder: Any, carrier: Carrier) -> None:
        son, mother = known("Leo Ruiz"), Patient.objects.get(account=holder)
        ContactPoint.objects.create(patient=mother, system="sms", value="+12125550188")
        proxy = factories.a_proxy(son, holder)
        client, nora = signed_in(holder), at_work()
        send(client, "/messages/new", whose=str(son.pk), topic="care", text="He coughs.")
        conversation = Conversation.objects.get()
        answers(conversation, nora, "Since when?")
        work(later=True)
        (notice,) = carrier.got
        assert notice.to == "+12125550188" and notice.text.endswith(f"/messages/{conversation.pk}")
        assert "coughs" not in notice.text and "Since when" not in notice.text
        answers(conversation, nora, "Is he better?")
        Proxy.objects.filter(pk=proxy.pk).update(revoked_at=clock.now())
        work(later=True)
        assert len(carrier.got) == 1
        answers(conversation, nora, "Hello?")
        work(later=True)
        assert len(carrier.got) == 1

    def test_their_own_consent_is_asked_then(self, holder: Any, carrier: Carrier) -> None:
        son, mother = known("Leo Ruiz"), Patient.objects.get(account=holder)
        ContactPoint.objects.create(patient=mother, system="sms", value="+12125550188")
        factories.a_proxy(son, holder)
        client = signed_in(holder)
        send(client, "/messages/new", whose=str(son.pk), topic="care", text="He coughs.")
        client.post("/me/contact-choices", {"switch": "everything.off"})
        answers(Conversation.objects.get(), at_work(), "Since when?")
        work(later=True)
        assert carrier.got == []

    @pytest.mark.parametrize("scope", [Proxy.Scope.VISITS, Proxy.Scope.READ])
    def test_who_acts_in_less_finds_none(self, ana: Patient, scope: str) -> None:
        account = factories.an_account()
        factories.a_proxy(ana, account, scope=scope)
        conversation = in_portal(ana, "My arm hurts.")
        client = signed_in(account)
        assert "My arm" not in client.get("/messages").content.decode()
        for address, status in (("/messages", 403), ("/messages/new", 403), (f"/messages/{conversation.pk}", 404)):
            assert client.get(address).status_code == status, address
            assert client.post(address, {"text": "x", "key": "k", "topic": "care"}).status_code == status, address
        assert 'href="/messages"' not in client.get("/").content.decode()

    def test_what_is_between_the_patient_and_us_is_kept_from_a_proxy(
        self, ana: Patient, client: Client, holder: Any
    ) -> None:
        factories.a_proxy(ana, holder)
        assert "Keep this between me and the clinic" in read(client, "/messages/new")
        send(client, "/messages/new", topic="care", text="I am afraid of her.", confidential="on")
        conversation = Conversation.objects.get()
        answers(conversation, at_work(), "Can you talk now?")
        assert set(Message.objects.values_list("confidential", flat=True)) == {True}
        theirs = signed_in(holder)
        assert "afraid" not in read(theirs, "/messages") and "1 new" not in read(theirs, "/")
        assert theirs.get(f"/messages/{conversation.pk}").status_code == 404
        assert "Only you see this" in read(client, "/messages")

    def test_what_is_written_about_a_confidential_visit_is_confidential(self, carrier: Carrier) -> None:
        scene = a_scene()
        visit = filled_visit(scene)
        type(visit).objects.update(confidential=True)
        send(scene.portal(), f"/messages/new?topic=visit&about={visit.pk}", topic="visit", text="Does it hurt?")
        assert Conversation.objects.get().confidential

    def test_a_visit_that_becomes_confidential_takes_what_was_written_about_it_along(
        self, holder: Any, carrier: Carrier
    ) -> None:
        scene = a_scene()
        factories.a_proxy(scene.patient, holder)
        visit = filled_visit(scene)
        send(scene.portal(), f"/messages/new?topic=visit&about={visit.pk}", topic="visit", text="Does it hurt?")
        theirs = signed_in(holder)
        assert "Does it hurt?" in read(theirs, "/messages")
        conversation = Conversation.objects.get()
        with actor.acting(actor.SYSTEM):
            confiding.confide(visit, True)
        assert "Does it hurt?" not in read(theirs, "/messages")  # at once, …
        assert theirs.get(f"/messages/{conversation.pk}").status_code == 404
        work()
        assert set(Message.objects.values_list("confidential", flat=True)) == {
            True
        }  # … and nothing is sent to where they read
        ContactPoint.objects.create(patient=scene.patient, system="sms", value=PHONE, shared=True)
        answers(conversation, at_work(), "A little.")
        work(later=True)
        assert carrier.got == []


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_ask_a_known_number_of_questions(ana: Patient, client: Client) -> None:
    first = in_portal(ana, "Hello")
    addresses = {"/messages": 14, f"/messages/{first.pk}": 22, "/messages/new": 20, "/": 16, "/me/contact-choices": 18}
    few = {address: asked(client, address) for address in addresses}
    for n in range(8):
        answers(in_portal(ana, f"Hello {n}"), at_work(), "Yes.")
        actions.write(first, ana.account, f"Again {n}", key="")  # type: ignore[arg-type]
    for address, most in addresses.items():
        assert asked(client, address) == few[address] <= most, address


def test_there_is_more_than_one_page_of_conversations(ana: Patient, client: Client) -> None:
    for n in range(25):
        with clock.set(clock.now() - timedelta(days=n)):
            in_portal(ana, f"Question {n}.")
    page = client.get("/messages").content.decode()
    assert "Question 0." in page and "Question 24." not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    assert "Question 24." in read(client, older[1].replace("&amp;", "&"))


def test_a_patient_without_a_phone_reads_too(carrier: Carrier) -> None:
    patient = known("No Phone", account=factories.an_account())
    ContactPoint.objects.all().delete()
    conversation = in_portal(patient, "Hello")
    answers(conversation, at_work(), "Good day.")
    assert "Good day." in read(signed_in(patient.account), f"/messages/{conversation.pk}")  # type: ignore[arg-type]

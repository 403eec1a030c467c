"""Files come and go with what is said, by every door; who sees the message sees them, and nobody else."""

import json
import uuid
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from heartline.channels import fetching
from heartline.channels.email.house import ours
from heartline.channels.traffic.http import Request, Response
from heartline.channels.traffic.messages import Door, Inbound, Media
from heartline.conversations.attachments import actions as attachments
from heartline.conversations.models import Attachment, Conversation, Delivery, Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.receiving.letters import take_in
from heartline.conversations.threads import actions, joining
from heartline.kernel import actor
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.models import AuditEntry
from heartline.people.access_requests import actions as requests
from heartline.people.models import ContactPoint, Patient, StaffMember
from tests import factories
from tests.conversations.attachments.files import PDF, photo
from tests.conversations.scene import OURS, PHONE, Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.people.people import at_work, known, themselves
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Patient:
    return a_patient_with_phone()


def login(patient: Patient) -> Client:
    assert patient.account
    return signed_in(patient.account)


def sends(patient: Patient, *files: tuple[str, bytes], text: str = "Look at this.", **more: str) -> Any:
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    fields = {"topic": "care", "text": text, "key": uuid.uuid4().hex, "attached": chosen, **more}
    return login(patient).post(reverse("portal:new_message"), fields)


def file_url(door: str, attachment: Attachment) -> str:
    return reverse(door, args=[attachment.message.conversation_id, attachment.pk])


class TestInThePortal:
    def test_a_picture_is_shown_and_anything_else_is_saved(self, ana: Patient) -> None:
        assert sends(ana, ("wound.jpg", photo()), ("letter.pdf", PDF), text="").status_code == 302
        picture, letter = Attachment.objects.order_by("place")
        assert Conversation.objects.get().excerpt == "wound.jpg"
        page = login(ana).get(reverse("portal:message", args=[picture.message.conversation_id])).content.decode()
        assert f'src="{file_url("portal:message_file", picture)}"' in page and "letter.pdf" in page
        shown = login(ana).get(file_url("portal:message_file", picture))
        assert shown["Content-Type"] == "image/jpeg" and shown["Content-Disposition"].startswith("inline")
        assert b"SpyCam" not in shown.content
        saved = login(ana).get(file_url("portal:message_file", letter))
        assert saved["Content-Disposition"] == 'attachment; filename="letter.pdf"' and saved.content == PDF
        assert saved["X-Content-Type-Options"] == "nosniff" and saved["Content-Security-Policy"].startswith("sandbox")
        assert "no-store" in saved["Cache-Control"]

    def test_what_is_not_kept_says_why_and_loses_no_words(self, ana: Patient) -> None:
        refused = sends(ana, ("x.html", b"<html><script>1</script>"), ("ok.pdf", PDF), text="My long story")
        page = refused.content.decode()
        assert refused.status_code == 422 and "x.html" in page and "not kept" in page and "My long story" in page
        assert not Attachment.objects.exists() and not Message.objects.exists()

    def test_nobody_else_gets_it(self, ana: Patient) -> None:
        sends(ana, ("wound.jpg", photo()))
        attachment = Attachment.objects.get()
        other = known("Bo Li", account=factories.an_account())
        assert login(other).get(file_url("portal:message_file", attachment)).status_code == 404
        theirs = in_portal(other, "Hello")
        assert login(other).get(reverse("portal:message_file", args=[theirs.pk, attachment.pk])).status_code == 404
        assert Client().get(file_url("portal:message_file", attachment)).status_code == 302

    def test_what_is_confidential_is_for_no_guardian(self, ana: Patient) -> None:
        guardian = known("Guardian Ruiz", account=factories.an_account())
        factories.a_proxy(ana, guardian.account)
        sends(ana, ("open.pdf", PDF))
        sends(ana, ("secret.pdf", PDF), confidential="on")
        open_one, secret = (Attachment.objects.get(name=name) for name in ("open.pdf", "secret.pdf"))
        assert secret.confidential and not open_one.confidential
        assert login(guardian).get(file_url("portal:message_file", open_one)).status_code == 200
        assert login(guardian).get(file_url("portal:message_file", secret)).status_code == 404

    def test_a_patients_role_adds_to_what_they_said_just_now_and_to_nothing_else(self, ana: Patient) -> None:
        conversation = in_portal(ana, "Hello")
        work()
        answer = answers(conversation, at_work(), "Hi")
        assert ana.account
        for message in (answer, in_portal(known("Bo Li", account=factories.an_account()), "Mine").messages.get()):
            row = Attachment(message=message, patient=ana, state="kept", content=b"x", kind="text/plain")
            with pytest.raises(DatabaseError), as_patient(ana.account.pk), transaction.atomic():
                row.save(force_insert=True)


class TestByOtherDoors:
    def test_a_letters_files_come_with_it_and_its_logo_does_not(self, ana: Patient) -> None:
        ContactPoint.objects.create(patient=ana, system="email", value="ana@example.org")
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "ana@example.org", ours().address, "Papers"
        letter["Message-ID"] = "<a@example.org>"
        letter.set_content("Here they are.")
        letter.add_attachment(photo(), maintype="image", subtype="jpeg", filename="scan.jpg")
        letter.add_attachment(b"MZ\x90\x00" + bytes(300), maintype="application", subtype="pdf", filename="x.pdf")
        letter.add_attachment(
            photo(size=(9, 9)), maintype="image", subtype="png", filename="logo.png", disposition="inline"
        )
        with actor.acting(actor.SYSTEM), as_staff():
            take_in(letter.as_bytes())
        scan, program = Attachment.objects.order_by("place")
        assert scan.is_picture and scan.patient == ana
        assert program.state == "refused" and program.why == "kind" and not program.is_kept

    def test_a_text_messages_picture_is_fetched_once_with_the_key_for_twilio_only(
        self, ana: Patient, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sid, asked = "AC" + "0" * 32, []
        settings.HEARTLINE_TWILIO_URL = f"twilio://{sid}:token@{sid}?sms_from=%2B12125550100"
        url, store = (
            f"https://api.twilio.com/2010-04-01/Accounts/{sid}/Messages/MM1/Media/ME1",
            "https://media.twiliocdn.com/x",
        )
        answers_ = [Response(404), Response(307, {"Location": store}), Response(200, body=photo())]

        def client(request: Request) -> Response:
            asked.append((request.url, "Authorization" in request.headers))
            return answers_.pop(0)

        monkeypatch.setattr(fetching, "CLIENT", client)
        inbound = Inbound("twilio", "MM1", Door.SMS, PHONE, OURS, "", media=(Media(url, "image/jpeg"),))
        with actor.acting(actor.SYSTEM), as_staff():
            receive(inbound)
        coming = Attachment.objects.get()
        assert coming.state == "coming"
        with pytest.raises(fetching.NotFetched):
            attachments.fetch(coming.pk, last=False)
        attachments.fetch(coming.pk, last=False)
        attachments.fetch(coming.pk, last=False)
        assert asked == [(url, True), (url, True), (store, False)]
        coming.refresh_from_db()
        assert coming.is_picture and coming.url == "" and coming.name == ""

    @pytest.mark.parametrize("url", ["https://evil.example/x", "https://api.twilio.com.evil.example/x"])
    def test_no_key_goes_where_twilio_is_not(
        self, ana: Patient, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        settings.HEARTLINE_TWILIO_URL = f"twilio://AC{'0' * 32}:token@AC{'0' * 32}?sms_from=%2B12125550100"
        monkeypatch.setattr(fetching, "CLIENT", lambda _request: pytest.fail("asked"))
        with actor.acting(actor.SYSTEM), as_staff():
            receive(Inbound("twilio", "MM1", Door.SMS, PHONE, OURS, "Look", media=(Media(url, "image/jpeg"),)))
        attachments.fetch(Attachment.objects.get().pk, last=False)
        gone = Attachment.objects.get()
        assert gone.state == "refused" and gone.why == "not_fetched" and Message.objects.get().text == "Look"


class TestFromStaff:
    def answer(self, nora: StaffMember, conversation: Conversation, **fields: Any) -> Any:
        assert nora.account
        files = [SimpleUploadedFile("plan.pdf", PDF)]
        return signed_in(nora.account).post(
            reverse("desk:inbox_answer", args=[conversation.pk]),
            {
                "text": "Your plan",
                "says": "nothing",
                "key": uuid.uuid4().hex,
                "seen": conversation.epoch,
                "attached": files,
                **fields,
            },
        )

    def test_by_a_door_that_others_read_there_goes_a_notice(self, ana: Patient, carrier: Carrier) -> None:
        writes("Can you send it?")
        work()
        conversation, nora = Conversation.objects.get(), at_work()
        assert self.answer(nora, conversation).status_code == 302
        work()
        assert "Your plan" not in carrier.texts[-1] and "Sign in to read it" in carrier.texts[-1]
        assert "plan.pdf" not in Delivery.objects.latest("created_at").text
        attachment = Attachment.objects.get()
        assert login(ana).get(file_url("portal:message_file", attachment)).content == PDF
        assert nora.account
        assert signed_in(nora.account).get(file_url("desk:inbox_file", attachment)).content == PDF
        assert AuditEntry.objects.filter(patient_id=ana.pk, what="attachment").count() == 1

    def test_who_cannot_sign_in_is_sent_none(self, carrier: Carrier) -> None:
        writes("Can you send it?", sender="+12125550199")
        work()
        refused = self.answer(at_work(), Conversation.objects.get())
        assert refused.status_code == 409 and "they have no login" in refused.content.decode()
        assert "Your plan" in refused.content.decode() and not Attachment.objects.exists()

    def test_neither_words_nor_file_is_nothing(self, ana: Patient) -> None:
        conversation = in_portal(ana, "Hello")
        work()
        assert self.answer(at_work(), conversation, text=" ", attached=[]).status_code == 422


class TestWithTheThread:
    def test_they_go_to_whose_it_is_and_where_it_goes_on(self, ana: Patient) -> None:
        sends(ana, ("one.pdf", PDF))
        first = Conversation.objects.get()
        second = in_portal(ana, "And another thing")
        joining.merge(first.pk, second.pk)
        bo = known("Bo Li", account=factories.an_account())
        actions.belongs_to(second.pk, bo)
        attachment = Attachment.objects.get()
        assert attachment.patient == bo and attachment.message.conversation == second
        assert login(ana).get(file_url("portal:message_file", attachment)).status_code == 404
        assert login(bo).get(file_url("portal:message_file", attachment)).status_code == 200

    def test_the_archive_holds_them(self, ana: Patient, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = tmp_path
        sends(ana, ("one.pdf", PDF))
        attachment = Attachment.objects.get()
        with actor.acting(themselves(ana)):
            request = requests.ask(ana)
        requests.prepare(request)
        with actor.acting(themselves(ana)):
            whole = requests.fetch(request)
        assert whole is not None
        archive, name = ZipFile(BytesIO(whole)), f"files/{attachment.pk}.pdf"
        assert archive.read(name) == PDF and name in archive.read("pages/conversations-attachment.html").decode()
        bundle = json.loads(archive.read("fhir/bundle.json"))
        said = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Communication"]
        assert said[0]["payload"][1]["contentAttachment"]["url"] == name

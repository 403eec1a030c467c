"""The chat on a website: what is written is there once, a stranger's secret opens nothing, and nothing personal is shown."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from heartline.conversations.chat import actions
from heartline.conversations.chat.models import ChatVisitor
from heartline.conversations.models import Conversation, Message
from heartline.conversations.threads.actions import belongs_to
from heartline.conversations.threads.joining import merge
from heartline.kernel import actor, look
from heartline.kernel.db.confine import as_staff
from heartline.people.models import Role
from tests import factories
from tests.conversations.scene import a_patient_with_phone, answers, work
from tests.people.people import at_work
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
ANA, EVE = "a" * 64, "e" * 64
ORIGIN = "http://testserver"


@pytest.fixture(autouse=True)
def _on() -> None:
    cache.clear()
    factories.an_organization(name="Hill Clinic", phone="+12125550100")
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.set_up(on=True, origins=["https://clinic.example"], colour="#0b5a60", greeting={})


def post(path: str, data: dict[str, Any], secret: str = ANA, origin: str = ORIGIN, client: Client | None = None) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Origin": origin}
    return (client or Client()).post(
        f"/chat/{path}", json.dumps(data), content_type="application/json", headers=headers
    )


def write(text: str, n: int = 1, **more: Any) -> Any:
    return post("messages", {"text": text, "key": f"{n:032x}", "language": "es"}, **more)


def shown(secret: str = ANA) -> list[str]:
    found = Client().get("/chat/messages", headers={"Authorization": f"Bearer {secret}"}).json()["messages"]
    return [each["text"] for each in found]


def test_sent_again_because_the_answer_was_lost_it_is_there_once() -> None:
    assert write("When are you open?").status_code == 200
    assert write("When are you open?").status_code == 200
    assert write("Hello?", 2).status_code == 200
    assert shown() == ["When are you open?", "Hello?"]
    conversation = Conversation.objects.get()
    assert (conversation.door, conversation.language, conversation.patient) == ("chat", "es", None)
    assert Message.objects.filter(direction="in", author="unknown").count() == 2


def test_another_secret_or_none_reaches_nothing() -> None:
    write("When are you open?")
    assert shown(EVE) == []
    assert Client().get("/chat/messages").status_code == 401
    assert Client().get("/chat/live", headers={"Authorization": f"Bearer {EVE}"}).status_code == 204
    assert post("seen", {"typing": True}, secret=EVE).status_code == 204
    assert ChatVisitor.objects.get().typing_at is None
    assert ANA not in str(ChatVisitor.objects.values())


def test_no_other_site_can_send_in_somebodys_name() -> None:
    assert write("Hello", origin="https://evil.example").status_code == 403
    assert post("messages", {"text": "x" * 5000, "key": "1" * 32}).status_code == 422
    assert post("messages", {"text": "x" * 50_000, "key": "1" * 32}).status_code == 400
    assert post("messages", {"text": "x", "key": "?"}).status_code == 422
    assert not Message.objects.exists()


def test_only_what_is_nothing_personal_is_shown_also_when_it_has_become_a_patients() -> None:
    write("When are you open?")
    work()
    conversation, nora = Conversation.objects.get(), at_work()
    answers(conversation, nora, "At eight.", sensitivity="nothing")
    answers(conversation, nora, "Your test is negative.", sensitivity="clinical")
    assert shown()[-1] == "At eight."
    with as_staff(), actor.acting(actor.SYSTEM):
        belongs_to(conversation.pk, a_patient_with_phone())
    answers(conversation, nora, "Your visit is at nine.", sensitivity="time")
    assert shown()[-1] == "At eight."
    Message.objects.filter(text="Your test is negative.").update(door="sms", sensitivity="nothing")
    assert "Your test is negative." not in shown()


def test_in_sight_it_is_read_and_staff_see_who_is_there() -> None:
    write("When are you open?")
    work()
    conversation, nora = Conversation.objects.get(), at_work()
    answers(conversation, nora, "At eight.", sensitivity="nothing")
    desk = signed_in(nora.account)  # type: ignore[arg-type]
    page = f"/desk/inbox/{conversation.pk}"
    assert post("seen", {"typing": True}).status_code == 204
    assert Message.objects.get(text="At eight.").read_at is None
    assert "Is typing" in desk.get(page).content.decode()
    post("seen", {"in_sight": True})
    assert Message.objects.get(text="At eight.").read_at is not None
    post("seen", {"left": True})
    there = desk.get(page).content.decode()
    assert "Has left the page" in there and "chat:" not in there
    assert "They read it in the chat as you write it." in there and "Not shown in the chat." in there


def test_somebody_asks_to_be_called() -> None:
    wish = {"phone": "212 555 0142", "when": "after five", "key": "2" * 32, "language": "en"}
    assert post("call", wish).status_code == 200 and post("call", wish).status_code == 200
    assert shown() == ["Please call me: +1 212-555-0142. The best time is: after five"]
    refused = post("call", wish | {"phone": "x"})
    assert refused.status_code == 422 and refused.json()["problem"]


def test_the_frame_stands_on_allowed_sites_only_and_the_rest_of_the_house_on_none() -> None:
    frame = Client().get("/chat/frame?language=ar")
    policy = frame["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://clinic.example" in policy and "script-src 'self'" in policy
    assert "X-Frame-Options" not in frame and 'dir="rtl"' in frame.content.decode()
    assert "frame-ancestors 'none'" in Client().get("/account/login/")["Content-Security-Policy"]


def test_all_of_it_is_under_30_kilobytes() -> None:
    parts = [Client().get("/chat.js").content, Client().get("/chat/frame").content, look.whole("chat").encode()]
    parts.append((look.FILES / "js" / "chat" / "frame.js").read_bytes())
    assert sum(map(len, parts)) < 30_000
    assert not re.search(rb"style=|onclick=|<script>", parts[1])


def test_switched_off_there_is_no_chat() -> None:
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.set_up(on=False, origins=[], colour="#0b5a60", greeting={})
    assert Client().get("/chat.js").content == b""
    assert Client().get("/chat/frame").status_code == 404
    assert write("Hello").status_code == 404


def test_too_many_messages_wait_and_those_of_others_do_not() -> None:
    answered = [write("Hello", n).status_code for n in range(1, 43)]
    assert answered[-1] == 429 and answered[0] == 200
    assert write("Hello", secret=EVE).status_code == 200


def test_an_administrator_says_where_it_stands_and_how_it_looks() -> None:
    desk = signed_in(factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account()).account)  # type: ignore[arg-type]
    sent = {"on": "on", "origins": "https://Hill.example/\nhttp://localhost:8080", "colour": "#aa0066"}
    assert desk.post("/desk/setup/chat", sent | {"greeting_es": "Hola"}).status_code == 302
    shows = desk.get("/desk/setup/chat").content.decode()
    assert "https://hill.example\nhttp://localhost:8080" in shows and "/chat.js" in shows
    assert "Hola" in Client().get("/chat/frame?language=es").content.decode()
    for wrong in ("http://hill.example", "https://hill.example/page", "hill", "https://a;b"):
        assert desk.post("/desk/setup/chat", sent | {"origins": wrong}).status_code == 422
    assert settings.X_FRAME_OPTIONS == "DENY"


def test_merged_a_chat_is_still_there_and_shows_nothing_of_the_other() -> None:
    """Both were somebody unknown's until staff found that they are one person."""
    nora, ana = at_work(), a_patient_with_phone()
    for secret, asked, answered in ((ANA, "Are you open?", "At eight."), (EVE, "Where are you?", "River Road.")):
        write(asked, secret=secret)
        work()
        conversation = Conversation.objects.latest("created_at")
        answers(conversation, nora, answered, sensitivity="nothing")
        with as_staff(), actor.acting(actor.SYSTEM):
            belongs_to(conversation.pk, ana)
    before = shown(ANA), shown(EVE)
    one, into = Conversation.objects.order_by("created_at")
    with as_staff(), actor.acting(actor.SYSTEM):
        merge(one.pk, into.pk)
    assert (shown(ANA), shown(EVE)) == before and "At eight." in before[0] and "River Road." in before[1]
    assert set(ChatVisitor.objects.values_list("conversation", flat=True)) == {into.pk}
    answers(into, nora, "With the bus.", sensitivity="nothing")
    assert "With the bus." in shown(EVE) and "With the bus." not in shown(ANA)
    write("Thank you.", 2, secret=ANA)
    assert shown(ANA)[-1] == "Thank you." and "Thank you." not in shown(EVE)

"""Said in public on our pages: one neutral answer there, never twice, and the talk goes on in private."""

import json
from typing import Any

import pytest

from heartline.channels.meta import provider as meta
from heartline.channels.traffic.http import NoAnswer, Request, Response
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.kernel import clock
from heartline.kernel.errors import Refused
from tests.channels.meta import payloads as told
from tests.conversations.scene import answers, work
from tests.doors.hooks.test_meta import NOW, SECRET, tell
from tests.people.people import at_work, known

pytestmark = pytest.mark.django_db
SCOPED = "9090909"  # how Messenger calls who wrote


class Page:
    """Meta's side. `stands`: what stands under the comment already; `silent`: what is posted gets through, its answer does not."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.stands: list[told.Json] = []
        self.silent = False

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if request.method == "GET":
            return Response(200, {}, json.dumps({"data": self.stands}).encode())
        if request.url.endswith("/messages"):
            return Response(
                200, {}, json.dumps({"recipient_id": SCOPED, "message_id": f"m_{len(self.asked)}"}).encode()
            )
        self.stands.append({"id": f"ours-{len(self.asked)}", "from": {"id": told.PAGE}})
        if self.silent:
            raise NoAnswer
        return Response(200, {}, json.dumps({"id": self.stands[-1]["id"]}).encode())

    @property
    def public(self) -> list[str]:
        return [json.loads(each.body)["message"] for each in self._posts("/comments", "/replies")]

    @property
    def private(self) -> list[Any]:
        return [json.loads(each.body) for each in self._posts("/messages")]

    def _posts(self, *edges: str) -> list[Request]:
        return [each for each in self.asked if each.method == "POST" and each.url.endswith(edges)]


@pytest.fixture(autouse=True)
def page(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Page:
    settings.HEARTLINE_META_URL = (
        f"meta://our-word:{SECRET}@graph.facebook.com/v25.0"
        f"?page={told.PAGE}&page_token=tok-page&instagram={told.PROFILE}&instagram_token=tok-ig"
    )
    made = Page()
    monkeypatch.setattr(meta.Meta.__init__, "__defaults__", (made, "meta"))
    return made


def said(kind: str = "page", **changed: Any) -> None:
    with clock.set(NOW):
        assert tell(told.comment(**changed), kind=kind) == 200
        work(later=True)


def test_one_neutral_answer_in_public_and_one_in_private(page: Page) -> None:
    known("Rosa Example")
    for _ in range(2):
        said()
    [words], [private] = page.public, page.private
    assert "whether anyone is our patient" in words and "Rosa" not in words and "mother" not in words
    assert private["recipient"] == {"comment_id": "77_88"} and "Rosa" not in private["message"]["text"]
    conversation = Conversation.objects.get()
    assert conversation.patient_id is None and conversation.messages.filter(direction="in").count() == 1
    assert {each.state for each in Delivery.objects.all()} == {"sent"}


def test_who_is_a_patient_is_answered_as_who_is_not(page: Page) -> None:
    said()
    known("Rosa Example")
    said(comment_id="77_99", post_id="1010101_99", parent_id="1010101_99", message="When do you open?")
    assert page.public[0] == page.public[1]


def test_the_answer_in_private_goes_on_in_the_same_conversation(page: Page) -> None:
    said()
    conversation = Conversation.objects.get()
    assert (conversation.door, conversation.address) == ("messenger", SCOPED)
    wrote = told.event(sender={"id": SCOPED}, message={"mid": "m_theirs", "text": "It is about my bill"})
    assert tell(told.messaging(wrote)) == 200
    assert Message.objects.get(provider_id="m_theirs").conversation == conversation
    with clock.set(NOW):
        sent = answers(conversation, at_work(), "Please sign in and look under bills.", sensitivity="nothing")
        work()
    assert sent.door == "messenger" and page.private[-1]["recipient"] == {"id": SCOPED} and len(page.public) == 1


def test_in_public_staff_cannot_say_anything(page: Page) -> None:
    said(
        item="rating",
        comment_id=None,
        open_graph_story_id="55",
        review_text="Never again",
        message=None,
        parent_id=None,
    )
    assert len(page.public) == 1 and not page.private
    with pytest.raises(Refused, match="public"):
        answers(Conversation.objects.get(), at_work(), "We are sorry about your visit")
    assert len(page.public) == 1


def test_a_second_comment_under_the_same_post_is_an_entry_and_gets_no_second_answer(page: Page) -> None:
    said()
    said(comment_id="77_90", message="And my father, too")
    assert len(page.public) == len(page.private) == 1
    assert Conversation.objects.get().messages.filter(direction="in").count() == 2


def test_an_answer_whose_receipt_was_lost_is_looked_up_and_not_said_again(page: Page) -> None:
    page.silent = True
    said()
    assert len(page.public) == 1
    assert Delivery.objects.get(door="comment").provider_id == page.stands[0]["id"]


def test_instagram_is_answered_under_the_comment_in_its_language(page: Page) -> None:
    value = {"id": "ig1", "from": {"id": told.PERSON, "username": "rosa"}, "text": "¿Abren hoy?", "media": {"id": "44"}}
    with clock.set(NOW):
        assert tell(told.changed("comments", told.PROFILE, **value), kind="instagram") == 200
        work(later=True)
    assert Conversation.objects.get().language == "es"
    assert [each.url for each in page.asked if each.method == "POST"] == [
        "https://graph.facebook.com/v25.0/ig1/replies",
        f"https://graph.facebook.com/v25.0/{told.PROFILE}/messages",
    ]


def test_an_emergency_is_told_where_to_call_and_fetches_somebody(page: Page) -> None:
    said(message="My dad has chest pain and you do not pick up")
    assert "911" in page.public[0] and "patient" not in page.public[0]
    assert Conversation.objects.get().emergency
    assert "911" in page.private[0]["message"]["text"]


def test_a_heart_wants_no_answer(page: Page) -> None:
    said(message="❤️❤️")
    assert not page.asked and Message.objects.count() == 1 and Conversation.objects.get().status == "awaiting"


def test_a_comment_that_was_changed_is_kept_beside_the_first_and_one_taken_back_is_gone(page: Page) -> None:
    said()
    said(verb="edited", message="You saved my father!")
    said(verb="remove")
    texts = list(Message.objects.filter(direction="in").order_by("pk").values_list("text", flat=True))
    assert texts == ["[They took this message back.]"] * 2
    assert len(page.public) == 1

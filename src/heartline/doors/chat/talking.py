"""What the frame asks: to keep a message, to show what was said, to ask for a call, and to tell that somebody is there."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override

from heartline.conversations.chat import actions, queries
from heartline.conversations.chat.models import ChatVisitor
from heartline.conversations.chat.rules import KEY
from heartline.conversations.threads.models import Message
from heartline.doors.chat.guarding import asked
from heartline.doors.chat.pages import language_of
from heartline.kernel import dates
from heartline.people.access import public_page
from heartline.people.places.queries import zones

LONGEST = 4000  # characters of one message
WHEN = 200


@public_page
def messages(request: HttpRequest) -> HttpResponse:
    """What was said, or one message more."""
    return _keep(request) if request.method == "POST" else _show(request)  # type: ignore[return-value]


messages.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here; the origin is asked for


@asked("POST")
def _keep(request: HttpRequest, secret: str, data: dict[str, Any]) -> HttpResponse:
    text, key = str(data.get("text", "")).replace("\x00", "").strip(), str(data.get("key", ""))
    if not text or len(text) > LONGEST or not KEY.fullmatch(key):
        return HttpResponse(status=422)
    visitor = actions.say(secret, language_of(str(data.get("language", ""))), text, key)
    return JsonResponse(_told(visitor))


@asked("GET")
def _show(request: HttpRequest, secret: str, data: dict[str, Any]) -> HttpResponse:
    visitor = queries.visitor_of(secret)
    return JsonResponse(_told(visitor) if visitor else {"messages": []})


@asked("POST")
def call(request: HttpRequest, secret: str, data: dict[str, Any]) -> HttpResponse:
    """Somebody wants to be called."""
    key, when = str(data.get("key", "")), str(data.get("when", "")).replace("\x00", "").strip()[:WHEN]
    if not KEY.fullmatch(key):
        return HttpResponse(status=422)
    language = language_of(str(data.get("language", "")))
    with override(language):
        try:
            visitor = actions.ask_for_call(secret, language, str(data.get("phone", ""))[:40], when, key)
        except ValueError as unreadable:
            return JsonResponse({"problem": str(unreadable)}, status=422)
    return JsonResponse(_told(visitor))


@asked("POST")
def seen(request: HttpRequest, secret: str, data: dict[str, Any]) -> HttpResponse:
    """The page is open, or was left; they type; what is in sight is read."""
    visitor = queries.visitor_of(secret)
    if visitor is not None:
        flags = {name: data.get(name) is True for name in ("typing", "left", "in_sight")}
        actions.seen(visitor, **flags)
    return HttpResponse(status=204)


def _told(visitor: ChatVisitor) -> dict[str, Any]:
    zone = zones()[0]
    with override(visitor.language):
        return {"messages": [_one(each, visitor, zone) for each in queries.said_to(visitor)]}


def _one(message: Message, visitor: ChatVisitor, zone: str) -> dict[str, Any]:
    mine = message.direction == Message.Direction.IN
    return {
        "id": str(message.pk),
        "key": message.provider_id.partition(":")[2] if mine else "",
        "mine": mine,
        "who": "" if mine else message.author_name or str(message.get_author_display()),
        "text": message.text,
        "time": dates.say_time(message.at, zone),
        "read": message.read_at is not None,
    }

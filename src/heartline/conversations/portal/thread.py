"""One conversation, read and gone on with in its place."""

import json
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heartline.conversations.attachments.actions import clean
from heartline.conversations.attachments.queries import one_in
from heartline.conversations.attachments.serving import serve
from heartline.conversations.portal import promise
from heartline.conversations.portal.forms import WriteForm
from heartline.conversations.portal.reach import Reach, acting_for, conversation_or_404, reach
from heartline.conversations.threads import actions
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.conversations.threads.queries import MESSAGES, messages_of
from heartline.conversations.threads.reading import read
from heartline.conversations.threads.subjects import find
from heartline.kernel import dates
from heartline.kernel.errors import Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import patient_page
from heartline.people.linking.queries import records_of
from heartline.people.places.queries import organization, zones

HERE = (Door.PORTAL, Door.CHAT)


@dataclass(slots=True)
class Said:
    """One message as this reader sees it. `door` is named where it was not here; `new` is what they had not read."""

    message: Message
    who: str
    mine: bool
    door: str = ""
    new: bool = False


@dataclass(slots=True)
class Day:
    day: date
    said: list[Said] = field(default_factory=list)


@patient_page
def thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What was said, by day, and a form to go on. Thirteen queries besides the shell's."""
    conversation = conversation_or_404(request, conversation_id)
    if conversation.merged_into_id:
        return redirect("portal:message", conversation_id=conversation.merged_into_id)
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = WriteForm(**given, initial={"key": uuid4().hex})
    refusal = None
    if request.method == "POST":
        form.full_clean()
        try:
            _write(request, conversation, form)
        except Refused as refused:
            refusal = refused
        else:
            if not request.htmx:
                return redirect(f"{request.path}?sent=1#latest")
            form = WriteForm(initial={"key": uuid4().hex})
    reached, zone = reach(request), zones()[0]
    before = read_uuid(request.GET.get("before", ""))
    found = messages_of(conversation, before)
    days = _days(found[-MESSAGES:], reached, zone)
    arrived = _read(request, conversation, reached)
    context: dict[str, Any] = {
        "conversation": conversation,
        "days": days,
        "older": found[-MESSAGES].pk if len(found) > MESSAGES else None,
        "before": before,
        "form": form,
        "refusal": refusal,
        "told": bool(found) and found[-1].author == Message.Author.SYSTEM,
        "sent": request.GET.get("sent") or (request.method == "POST" and refusal is None),
        "for_other": None if reached.is_own(conversation.patient_id) else conversation.patient,
        "subject": _subject(conversation),
        "answer_by": promise.promised(conversation),
        "zone": zone,
        "organization": organization(),
    }
    response = render(request, "conversations/portal/thread.html", context, status=refusal.status if refusal else 200)
    if arrived and _is_live(request):
        response["HX-Trigger"] = json.dumps({"toast": {"text": _("There is a new message.")}})
    return response


@patient_page
def file(request: HttpRequest, conversation_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file that came with one of its messages. Two queries besides the shell's."""
    found = one_in(conversation_or_404(request, conversation_id), attachment_id)
    if found is None:
        raise Http404
    return serve(found)


def _write(request: HttpRequest, conversation: Conversation, form: WriteForm) -> None:
    sent = form.cleaned_data
    files = clean(sent.get("attached", []))
    with acting_for(request, conversation.patient_id):
        actions.write(
            conversation,
            request.user,  # type: ignore[arg-type]
            sent.get("text", ""),
            key=sent.get("key", ""),
            proxy=not reach(request).is_own(conversation.patient_id),
            files=files,
        )


def _is_live(request: HttpRequest) -> bool:
    return "X-Heartline-Live" in request.headers


def _read(request: HttpRequest, conversation: Conversation, reached: Reach) -> int:
    """Read by whom it is for, and only on a page that is in sight: one that lies open in another tab is not read."""
    in_sight = not _is_live(request) or "X-Heartline-In-Sight" in request.headers
    return read(conversation) if in_sight and reached.is_meant(conversation) else 0


def _days(messages: list[Message], reached: Reach, zone: str) -> list[Day]:
    by_day = groupby(messages, key=lambda message: dates.local(message.at, zone).date())
    return [Day(day, [_said(message, reached) for message in those]) for day, those in by_day]


def _said(message: Message, reached: Reach) -> Said:
    mine = message.account_id == reached.reader or (
        message.direction == Message.Direction.IN and message.account_id is None and reached.is_own(message.patient_id)
    )
    who = _("You") if mine else message.author_name or str(message.get_author_display())
    if message.author == Message.Author.PROXY and not mine:
        who = _("%(name)s, acting for you") % {"name": who} if reached.is_own(message.patient_id) else who
    new = message.direction == Message.Direction.OUT and message.read_at is None
    return Said(message, who, mine, "" if message.door in HERE else str(message.get_door_display()), new)


def _subject(conversation: Conversation) -> Any:
    if not (conversation.about_id and conversation.patient_id):
        return None
    return find(conversation.topic, records_of(conversation.patient_id), conversation.about_id)

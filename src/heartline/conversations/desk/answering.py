"""Answering, and noting something beside it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.channels.sms.segments import count as count_segments
from heartline.conversations.attachments.actions import clean
from heartline.conversations.delivering.rules import asks
from heartline.conversations.desk.doing import do
from heartline.conversations.desk.forms import AnswerForm, NoteForm
from heartline.conversations.desk.proposals import confirmed
from heartline.conversations.desk.thread import conversation_or_404, thread_page
from heartline.conversations.inbox.reading import colleagues
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads import actions
from heartline.conversations.threads.mentions import Colleague, mentioned
from heartline.conversations.threads.moving import move_door
from heartline.conversations.threads.writing import MOST
from heartline.conversations.translating.actions import keep
from heartline.people.access import staff_page


@require_POST
@staff_page("conversation.answer")
def answer(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What was written goes out as far as the door allows."""
    of = conversation_or_404(conversation_id)
    form = AnswerForm(request.POST, request.FILES, asks=asks(of.door))
    if not form.is_valid():
        return thread_page(request, of, answer=form)
    asked = form.cleaned_data
    says = asked["says"] if form.asks else Sensitivity.CLINICAL

    def act() -> None:
        files, proposal = clean(asked["attached"]), confirmed(request)
        said = actions.answer(
            of.pk, request.staff, asked["text"], key=asked["key"], sensitivity=says, seen=asked["seen"], files=files
        )
        if proposal:
            keep(said, request.staff, proposal)

    return do(request, of.pk, act, answer=form)


@require_POST
@staff_page("conversation.answer")
def segments(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Of how many text messages the text under the hand is. No query."""
    counted = count_segments(request.POST.get("text", "")[:MOST].strip())
    return render(request, "conversations/desk/segments.html", {"counted": counted})


@require_POST
@staff_page("conversation.answer")
def another_way(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """It goes on by another door; what was being written is still there."""
    door, _colon, address = request.POST.get("way", "").partition(":")
    done = do(request, conversation_id, lambda: move_door(conversation_id, door, address), answer=_as_written(request))
    text = request.POST.get("text", "")
    if done.status_code != HTTPStatus.FOUND or not text:
        return done
    of = conversation_or_404(conversation_id)
    written = {"text": text, "key": request.POST.get("key", "")}
    return thread_page(request, of, answer=AnswerForm(asks=asks(of.door), initial=written))


def _as_written(request: HttpRequest) -> AnswerForm:
    return AnswerForm(asks=False, initial={name: request.POST.get(name, "") for name in ("text", "says", "key")})


@require_POST
@staff_page("conversation.answer")
def note(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """For staff only; whoever is named in it finds it in their inbox."""
    of = conversation_or_404(conversation_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return thread_page(request, of, note=form)
    text = form.cleaned_data["text"]
    named = mentioned(text, (Colleague(each.pk, each.name) for each in colleagues()))
    return do(
        request, of.pk, lambda: actions.note(of, request.staff, text, mentions=named), _("The note is kept."), note=form
    )

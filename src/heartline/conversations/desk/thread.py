"""One conversation: both sides and the notes between, whose turn it is, the answer box, and the patient beside it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heartline.conversations.attachments.queries import one_in
from heartline.conversations.attachments.serving import serve
from heartline.conversations.calls.queries import of_messages
from heartline.conversations.chat.queries import present
from heartline.conversations.chat.words import CHATTING
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.saying import about
from heartline.conversations.consent.words import Meaning, hear
from heartline.conversations.delivering.foreseeing import CHOICES, foresee
from heartline.conversations.delivering.rules import CHANNELS, OURS, asks
from heartline.conversations.delivering.telling import tell
from heartline.conversations.desk.forms import AnswerForm, ConsentForm, NoteForm, to_whom, ways
from heartline.conversations.desk.lists import Asked, list_context, name_of
from heartline.conversations.desk.proposals import offered
from heartline.conversations.desk.todo_forms import beside
from heartline.conversations.inbox import queries, reading
from heartline.conversations.inbox.reading import Item
from heartline.conversations.inbox.rules import Late, late
from heartline.conversations.inbox.snoozing import choices
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.conversations.threads.queries import joinable_with
from heartline.conversations.translating import queries as translating
from heartline.conversations.turns.thread import LIVE
from heartline.kernel import audit, clock
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.patient import card_or_404, drawn_panels
from heartline.people.matching.senders import who_is
from heartline.people.models import Patient
from heartline.people.permissions import may
from heartline.people.places.queries import zones
from heartline.people.search.queries import find

HEARD = 20  # of the latest messages it is asked whether they mean to take back consent
ENTRIES = 6


@staff_page("conversation.read")
def thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """About thirty queries and those of the patient's panels, however long it is."""
    return thread_page(request, conversation_or_404(conversation_id))


@staff_page("conversation.read")
def file(request: HttpRequest, conversation_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file that came with one of its messages; that it was opened is noted. Two queries."""
    of = conversation_or_404(conversation_id)
    found = one_in(of, attachment_id)
    if found is None:
        raise Http404
    if of.patient_id:
        audit.read(of.patient_id, "attachment", confidential=found.confidential)
    return serve(found)


def conversation_or_404(conversation_id: UUID) -> Conversation:
    found = reading.conversation(conversation_id)
    if found is None:
        raise Http404
    return found


def thread_page(
    request: HttpRequest, of: Conversation, refusal: Refused | None = None, answer: AnswerForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, with what was refused or filled in wrongly: whatever was written is still there."""
    if of.patient_id:
        audit.read(of.patient_id, "conversation", confidential=of.confidential)
    asked, zone = Asked.of(request), reading.zone_of(of, zones()[0])
    said = reading.said(of, zone, request.GET.get("before", "")[:80])
    queues = [(each.slug, name_of(each)) for each in queries.queues()]
    here = reverse("desk:inbox_thread", args=[of.pk])
    context: dict[str, Any] = {
        **list_context(request, asked),
        "conversation": of,
        "zone": zone,
        "here": f"{here}?{asked.query}",
        "items": _drawn(of, said.items),
        "older_href": f"{here}?{urlencode({'before': said.older})}" if said.older else "",
        "list_href": asked.href(),
        "turn": _turn(request, of),
        "colleagues": to_whom(reading.colleagues(), queues),
        "snoozes": choices(clock.now().astimezone(zone)),
        "consent_form": ConsentForm(initial={"channel": CHANNELS.get(of.door, "")}),
        "note_form": note or NoteForm(),
        "joinable": joinable_with(of),
        "refusal": refusal,
        "chatting": CHATTING.get(present(of), ""),
        **beside(request, of),
        "translates": translating.is_on(),
        "proposal": offered(request),
        **_answer(of, answer),
        **_who(request, of),
    }
    if card := context.get("card"):
        here_now = f"{of.door}:{of.address}" if of.door not in OURS else of.door
        open_ways = ways(card.contacts, login=card.account_id is not None)
        context["ways"] = [(value, words) for value, words in open_ways if value != here_now]
    failed = any(form is not None and form.errors for form in (answer, note))
    return render(request, "conversations/desk/thread.html", context, status=_status(refusal, failed=failed))


def _status(refusal: Refused | None, *, failed: bool) -> int:
    return refusal.status if refusal else 422 if failed else 200


def _drawn(of: Conversation, items: list[Item]) -> list[dict[str, Any]]:
    phoned = [item.message for item in items if item.message and item.message.door == Door.VOICE]
    calls = of_messages(phoned) if phoned else {}
    translations = translating.of_messages([item.message for item in items if item.message])
    return [
        {
            "item": item,
            "tries": _tries(item),
            "wish": _wish(of, item.message, len(items) - n),
            "call": calls.get(item.message.pk) if item.message else None,
            "translations": translations.get(item.message.pk, []) if item.message else [],
        }
        for n, item in enumerate(items)
    ]


def _tries(item: Item) -> Any:
    ours = item.message and item.message.direction == Message.Direction.OUT
    return tell(item.message, item.deliveries) if item.message and ours else []


def _wish(of: Conversation, message: Message | None, from_end: int) -> bool:
    """Whether this may be a wish to be written to no more."""
    if message is None or message.direction != Message.Direction.IN or from_end > HEARD:
        return False
    return hear(message.text).meaning in (Meaning.SUGGEST_STOP, Meaning.STOP)


def _turn(request: HttpRequest, of: Conversation) -> Mapping[str, Any]:
    """Who has it, what is due, and what the reader may do about it."""
    mine = of.person_id == request.staff.pk
    live = of.status in LIVE
    supervises = may(request.staff.role, "conversation.supervise")
    return {
        "mine": mine,
        "others": of.person_id is not None and not mine,
        "live": live,
        "late": late(of.due_at, clock.now(), of.queue.first_answer) if live else Late.NO,
        "over": of.status in ("resolved", "merged"),
        "may_hand_over": mine or of.person_id is None or supervises,
        "may_resolve": mine or (of.person_id is None and not of.emergency),
        "queue": name_of(of.queue),
    }


def _answer(of: Conversation, form: AnswerForm | None) -> Mapping[str, Any]:
    asked = asks(of.door)
    form = form or AnswerForm(asks=asked, initial={"key": uuid4().hex})
    foreseen = foresee(of)
    return {
        "answer_form": form,
        "asks": asked,
        "counts": of.door == Door.SMS,
        "choices": [(choice, CHOICES[choice], foreseen[choice]) for choice in CHOICES],
    }


def _who(request: HttpRequest, of: Conversation) -> Mapping[str, Any]:
    """The patient beside it, or who it may be; what they agreed to; and others, if somebody looks for them."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    hits = find(text, 8) if text and may(request.staff.role, "patient.find") else []
    for hit in hits:
        audit.read(hit.id, "search")
    known = entries(of.patient_id, of.address)
    found: dict[str, Any] = {
        "q": text,
        "hits": hits,
        "entries": [(about(each.topic or "", each.channel or ""), each) for each in reversed(known[-ENTRIES:])],
    }
    if of.patient is None:
        return found | {"among": _among(of)}
    card = card_or_404(of.patient.pk)
    return found | {"card": card, "patient": card.patient, "panels": drawn_panels(request, card.patient)}


def _among(of: Conversation) -> list[Patient]:
    """Whom it may be, the likeliest first. At most seven queries."""
    phone = of.address if of.address.startswith("+") else ""
    email = of.address if of.door == Door.EMAIL else ""
    if not (phone or email or of.sender_name):
        return []
    sender = who_is(phone=phone, email=email, name=of.sender_name)
    among = sender.among or ([sender.patient_id] if sender.patient_id else [])
    found = Patient.objects.in_bulk(among)
    for patient_id in found:
        audit.read(patient_id, "search")
    return [found[patient_id] for patient_id in among if patient_id in found]

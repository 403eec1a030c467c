"""Files are judged, cleaned and kept with the message they came with."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from heartline.channels.fetching import NotFetched
from heartline.channels.fetching import fetch as fetch_from_provider
from heartline.channels.traffic.messages import Media
from heartline.conversations.attachments.models import Attachment
from heartline.conversations.attachments.pictures import redraw
from heartline.conversations.attachments.rules import (
    PICTURES,
    Sent,
    Why,
    fits,
    is_decoration,
    judge,
    tidy_name,
    words_for,
)
from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import live
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.people.models import Patient

TASK = "conversations.fetch"
logger = logging.getLogger(__name__)
State = Attachment.State


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as it may be kept."""

    name: str
    kind: str
    content: bytes = field(repr=False)
    width: int | None = None
    height: int | None = None


def clean(sent: Sequence[Sent]) -> list[Clean]:
    """Files that somebody chose on a page of ours. No query; outside of a transaction: drawing a picture anew takes a moment.

    Raises Refused if one of them is not kept: whoever sent them is here, and can send others.
    """
    found, against = [], []
    for each, why in zip(sent, fits([len(one.content) for one in sent]), strict=True):
        made = why or _clean(each)
        if isinstance(made, Why):
            against.append(words_for(each.name, made))
        else:
            found.append(made)
    if against:
        raise Refused(
            " ".join(against),
            kept=_("Your text is kept below."),
            next_step=_("Choose the other files again, then send it."),
            status=422,
        )
    return found


def keep(message: Message, files: Iterable[Clean]) -> list[Attachment]:
    """Keep these with the message, in its transaction."""
    return [_create(message, place, each) for place, each in enumerate(files)]


def keep_what_came(message: Message, sent: Iterable[Sent]) -> list[Attachment]:
    """Files that came in by another door: what is not kept is told in its place, for nobody is here to choose others."""
    wanted = [each for each in sent if not is_decoration(each)]
    found = []
    for place, (each, why) in enumerate(zip(wanted, fits([len(one.content) for one in wanted]), strict=True)):
        made = why or _clean(each)
        found.append(_refused(message, place, each, made) if isinstance(made, Why) else _create(message, place, made))
    return found


def await_media(message: Message, media: Iterable[Media]) -> None:
    """Files that lie at a provider: a job fetches each, once. In the transaction that keeps the message."""
    for place, each in enumerate(media):
        coming = Attachment.objects.create(
            message=message,
            patient_id=message.patient_id,
            confidential=message.confidential,
            place=place,
            name=tidy_name(each.name, each.type)[:200],
            kind=each.type[:100],
            size=min(each.size or 0, 2**31 - 1),
            url=each.url[:1000],
        )
        app.configure_task(TASK, lock=f"{TASK}:{coming.pk}").defer(attachment_id=str(coming.pk))


def fetch(attachment_id: UUID, *, last: bool) -> None:
    """Fetch one that lies at a provider. Safe to repeat. Raises where it should be tried again, but not the `last` time."""
    with as_staff():
        known = Attachment.objects.filter(pk=attachment_id, state=State.COMING).select_related("message").first()
    if known is None:
        return
    made: Clean | Why
    try:
        made = _clean(Sent(known.name, fetch_from_provider(known.message.provider, known.url), known.kind))
    except NotFetched as error:
        if error.again and not last:
            raise
        made = Why.NOT_FETCHED
    with as_staff():
        coming = Attachment.objects.select_for_update().filter(pk=attachment_id, state=State.COMING).first()
        if coming is None:
            return
        _become(coming, made)
        message = Message.objects.get(pk=coming.message_id)
        live.notify("staff", f"thread:{message.conversation_id}")
        if message.patient_id:
            live.notify(f"patient:{message.patient_id}")


def belongs_to(conversation: Conversation, patient: Patient | None) -> None:
    """Files go with the conversation to whose it is."""
    Attachment.objects.filter(message__conversation=conversation).update(patient=patient)


def _become(coming: Attachment, made: Clean | Why) -> None:
    coming.url = ""
    if isinstance(made, Why):
        coming.state, coming.why = State.REFUSED, made
    else:
        coming.state, coming.name, coming.kind = State.KEPT, made.name, made.kind
        coming.content, coming.size = made.content, len(made.content)
        coming.width, coming.height = made.width, made.height
    coming.save(update_fields=["url", "state", "why", "name", "kind", "content", "size", "width", "height"])


def _clean(sent: Sent) -> Clean | Why:
    """What trips whatever reads it is refused, however it does: the message that it came with is kept."""
    try:
        return _read(sent)
    except Exception:
        logger.warning("A file of %s bytes could not be read", len(sent.content), exc_info=True)
        return Why.UNREADABLE


def _read(sent: Sent) -> Clean | Why:
    kind = judge(sent.content)
    if isinstance(kind, Why):
        return kind
    if kind not in PICTURES:
        return Clean(tidy_name(sent.name, kind), kind, sent.content)
    drawn = redraw(sent.content)
    if isinstance(drawn, Why):
        return drawn
    stem = sent.name.rpartition(".")[0] or sent.name
    return Clean(tidy_name(stem, drawn.kind), drawn.kind, drawn.content, drawn.width, drawn.height)


def _create(message: Message, place: int, made: Clean) -> Attachment:
    return Attachment.objects.create(
        message=message,
        patient_id=message.patient_id,
        confidential=message.confidential,
        place=place,
        name=made.name,
        kind=made.kind,
        size=len(made.content),
        width=made.width,
        height=made.height,
        state=State.KEPT,
        content=made.content,
    )


def _refused(message: Message, place: int, sent: Sent, why: Why) -> Attachment:
    return Attachment.objects.create(
        message=message,
        patient_id=message.patient_id,
        confidential=message.confidential,
        place=place,
        name=tidy_name(sent.name, "")[:200],
        kind=sent.claimed[:100],
        size=len(sent.content),
        state=State.REFUSED,
        why=why,
    )

"""A message that came in from a provider: kept once, in the conversation it belongs to, before anything is decided about it."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import override

from heartline.channels.traffic.messages import Door, Inbound, Opt
from heartline.conversations.consent import actions as consent
from heartline.conversations.consent import confirming
from heartline.conversations.consent.ledger import Where, taken_back
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.rules import Purpose, started, stopped
from heartline.conversations.consent.topics import Topic
from heartline.conversations.consent.words import Heard, Meaning, Why, hear
from heartline.conversations.delivering import sending
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.rules import CHANNELS
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.receiving.queries import language_of, latest_from, replying_to
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.actions import record_received
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.threads.writing import MOST, excerpt, tidy
from heartline.conversations.turns.thread import Status
from heartline.kernel import clock
from heartline.people.matching.senders import Known, who_is
from heartline.people.places.queries import organization

GOES_ON = timedelta(days=30)  # so long after its last message a resolved conversation is still the one that is meant
STOPS_ALL = True  # one STOP ends every topic (47 CFR 64.1200(a)(10), binding from 2027-01-31 on)


def receive(inbound: Inbound, *, thread: UUID | None = None, silent: bool = False) -> Message | None:
    """Keep a message, in its conversation; None if it was kept before. Call as staff, in one transaction.

    Who wrote is asked of people's matching, and never guessed: unknown senders stay unknown until they prove who they are.
    `thread` is the conversation that a mark of ours in it names; `silent`: a machine wrote it, and nobody has to answer.
    A keyword (STOP, START) goes into the ledger of consent and is confirmed once; it asks for no answer by a person.
    """
    _one_at_a_time(inbound)
    if Message.objects.filter(provider=inbound.provider, provider_id=inbound.provider_id).exists():
        return None
    conversation = _named(thread) or _conversation(inbound)
    heard = _heard(inbound)
    message = _keep(inbound, conversation)
    if heard.meaning in (Meaning.STOP, Meaning.START, Meaning.CANCEL_OR_STOP):
        _consent(inbound, message, heard)
    elif not silent:
        record_received(message)
        if heard.meaning == Meaning.HELP:
            _say(message, Purpose.ANSWER, heard)
    return message


def _one_at_a_time(inbound: Inbound) -> None:
    """Two messages from one place wait for each other, so that one conversation begins, not two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"receive:{inbound.door}:{inbound.sender}"]
        )


def _named(thread: UUID | None) -> Conversation | None:
    """The conversation under this id, or the one in which it goes on."""
    found = Conversation.objects.filter(pk=thread).select_related("merged_into").first() if thread else None
    return found.merged_into or found if found else None


def _conversation(inbound: Inbound) -> Conversation:
    now = clock.now()
    known = latest_from(inbound.sender, inbound.receiver)
    if known is not None and (known.status != Status.RESOLVED or known.last_at > now - GOES_ON):
        return known
    patient_id = _who(inbound)
    language = language_of(patient_id)
    return Conversation.objects.create(
        patient_id=patient_id,
        language=language,
        door=inbound.door,
        address=inbound.sender,
        our_address=inbound.receiver,
        sender_name=inbound.sender_name[:200],
        queue=queue_for(Conversation.Topic.OTHER, language),
        created_at=now,
        last_at=now,
    )


def _who(inbound: Inbound) -> UUID | None:
    phone = inbound.sender if inbound.sender.startswith("+") else ""
    email = inbound.sender if inbound.door == Door.EMAIL else ""
    if not (phone or email):
        return None
    found = who_is(phone=phone, email=email)
    return found.patient_id if found.known == Known.ONE else None


def _keep(inbound: Inbound, conversation: Conversation) -> Message:
    text = tidy(inbound.text)[:MOST]
    return Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.IN,
        author=_author(inbound, conversation),
        author_name=inbound.sender_name[:200],
        door=inbound.door,
        address=inbound.sender,
        text=text,
        language=conversation.language,
        sensitivity=Sensitivity.CLINICAL,
        confidential=conversation.confidential,
        at=inbound.at or clock.now(),
        provider=inbound.provider,
        provider_id=inbound.provider_id,
    )


def _author(inbound: Inbound, conversation: Conversation) -> str:
    """Only from where the patient is known to write is it theirs: a mark says which conversation is meant, not who writes."""
    if conversation.patient_id is None:
        return Message.Author.UNKNOWN
    known = conversation.address == inbound.sender or _who(inbound) == conversation.patient_id
    return Message.Author.PATIENT if known else Message.Author.UNKNOWN


def _heard(inbound: Inbound) -> Heard:
    """What it means for consent. What the carrier has acted upon already counts as it understood it."""
    if inbound.opt == Opt.OUT:
        return Heard(Meaning.STOP, Why.CARRIER_KEYWORD, inbound.text, everything=True)
    if inbound.opt == Opt.IN:
        return Heard(Meaning.START, Why.CARRIER_KEYWORD, inbound.text)
    if inbound.door not in CHANNELS or inbound.door == Door.EMAIL:
        return Heard(Meaning.NOTHING, Why.NO_KEYWORD)
    return hear(inbound.text, replying_to=replying_to(inbound.sender), stopped=_is_stopped(inbound))


def _is_stopped(inbound: Inbound) -> bool:
    """Whether consent stands taken back where this came from."""
    where = Where("", Topic.CARE, CHANNELS[inbound.door], inbound.sender)
    return taken_back(entries(None, inbound.sender), where) is not None


def _consent(inbound: Inbound, message: Message, heard: Heard) -> None:
    channel, words = CHANNELS[inbound.door], message.text
    if heard.meaning == Meaning.START:
        consent.keep(started(words, inbound.sender, channel, message.at))
        return
    confirmed = _is_stopped(inbound)
    consent.keep(
        stopped(
            words,
            inbound.sender,
            channel,
            message.at,
            replying_to=replying_to(inbound.sender),
            all_of_it=heard.everything,
            switch=STOPS_ALL,
        )
    )
    # Once, and never another; and where the carrier acted upon it, it has confirmed it and lets nothing more through.
    if not confirmed and inbound.opt != Opt.OUT:
        _say(message, Purpose.CONFIRMATION, heard)


def _say(message: Message, purpose: Purpose, heard: Heard) -> Delivery:
    """What a keyword is answered with, in the conversation's language."""
    here, conversation = organization(), message.conversation
    clinic, phone = (here.name, here.phone) if here else ("Heartline", "")
    with override(heard.language or conversation.language or "en"):
        if purpose == Purpose.CONFIRMATION:
            text = confirming.confirmation(heard, clinic, phone)
        else:
            text = confirming.help_answer(clinic, phone, here.emergency_number if here else "911")
    said = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.OUT,
        author=Message.Author.SYSTEM,
        door=conversation.door,
        text=text,
        language=heard.language or conversation.language or "en",
        sensitivity=Sensitivity.NOTHING,
        confidential=conversation.confidential,
        at=clock.now(),
    )
    conversation.last_at, conversation.excerpt = said.at, excerpt(text)
    conversation.save(update_fields=["last_at", "excerpt"])
    return sending.send_as(said, purpose)

"""A message that came in from a provider: kept once, in the conversation it belongs to, before anything is decided about it."""

import json
from datetime import timedelta
from uuid import UUID

from django.db import connection

from heartline.channels.traffic.messages import Door, Inbound, Opt
from heartline.conversations.attachments.actions import await_media
from heartline.conversations.consent import actions as consent
from heartline.conversations.consent.rules import Purpose, started, stopped
from heartline.conversations.consent.telling import is_stopped, say
from heartline.conversations.consent.words import Heard, Meaning, Why, hear
from heartline.conversations.delivering.rules import CHANNELS
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.receiving.models import Original
from heartline.conversations.receiving.queries import language_of, latest_from, replying_to
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.actions import record_received
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.threads.writing import MOST, tidy
from heartline.conversations.turns.thread import Status
from heartline.kernel import clock
from heartline.people.linking.queries import records_of
from heartline.people.matching.senders import Known, Sender, who_is

GOES_ON = timedelta(days=30)  # so long after its last message a resolved conversation is still the one that is meant
STOPS_ALL = True  # one STOP ends every topic (47 CFR 64.1200(a)(10), binding from 2027-01-31 on)


def receive(inbound: Inbound, *, thread: UUID | None = None, silent: bool = False) -> Message | None:
    """Keep a message, in its conversation; None if it was kept before. Call as staff, in one transaction.

    Who wrote is asked of people's matching, and never guessed: unknown senders stay unknown until they prove who they are.
    `thread` is the conversation that a mark of ours in it names; `silent`: a machine wrote it, and nobody has to answer.
    A keyword (STOP, START) goes into the ledger of consent and is confirmed once; it asks for no answer by a person.
    """
    one_at_a_time(inbound)
    if Message.objects.filter(provider=inbound.provider, provider_id=inbound.provider_id).exists():
        return None
    sender = _who(inbound)
    conversation = _named(thread) or _conversation(inbound, sender)
    heard = _heard(inbound)
    message = _keep(inbound, conversation, sender)
    if heard.meaning in (Meaning.STOP, Meaning.START, Meaning.CANCEL_OR_STOP):
        _consent(inbound, message, heard)
    elif not silent:
        record_received(message)
        if heard.meaning == Meaning.HELP:
            say(conversation, Purpose.ANSWER, heard, inbound.door, inbound.sender)
    return message


def belonging(inbound: Inbound, *, topic: str, language: str, queue: Queue) -> Conversation:
    """The conversation into which this would come, before anything was said in it: of a phone call, from its beginning on.

    A new one is about `topic`, in `language`, and in this queue. Call as staff, in one transaction.
    """
    one_at_a_time(inbound)
    return _conversation(inbound, _who(inbound), topic, language, queue)


def one_at_a_time(inbound: Inbound) -> None:
    """Two messages from one place wait for each other, so that one conversation begins, not two."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"receive:{inbound.door}:{inbound.sender}"]
        )


def _named(thread: UUID | None) -> Conversation | None:
    """The conversation under this id, or the one in which it goes on."""
    found = Conversation.objects.filter(pk=thread).first() if thread else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def _conversation(
    inbound: Inbound,
    sender: Sender,
    topic: str = Conversation.Topic.OTHER,
    language: str = "",
    queue: Queue | None = None,
) -> Conversation:
    """The newest with this number or address that is of who writes, or of nobody known; else a new one."""
    now = clock.now()
    for known in latest_from(inbound.sender, inbound.receiver):
        if (known.status != Status.RESOLVED or known.last_at > now - GOES_ON) and _may_be_of(known, sender, inbound):
            return known
    patient_id = sender.patient_id
    language = language or language_of(patient_id)
    return Conversation.objects.create(
        patient_id=patient_id,
        topic=topic,
        language=language,
        door=inbound.door,
        address=inbound.sender,
        our_address=inbound.receiver,
        sender_name=inbound.sender_name[:200],
        queue=queue or queue_for(topic, language),
        created_at=now,
        last_at=now,
    )


def _who(inbound: Inbound) -> Sender:
    phone = inbound.sender if inbound.sender.startswith("+") else ""
    email = inbound.sender if inbound.door == Door.EMAIL else ""
    return who_is(phone=phone, email=email) if phone or email else Sender(Known.NOBODY)


def _may_be_of(conversation: Conversation, sender: Sender, inbound: Inbound) -> bool:
    """Whether what this sender says may go into this conversation. Where several answer one number, or it has become
    somebody else's, one's words must not come into another's record."""
    return conversation.patient_id is None or _is_theirs(conversation, sender, inbound)


def _is_theirs(conversation: Conversation, sender: Sender, inbound: Inbound) -> bool:
    """Whether it is the patient who writes: from what is theirs alone; or from what nobody's record has, where staff have
    said that the conversation with that number is theirs."""
    if conversation.patient_id is None or not inbound.sender:
        return False
    if sender.known == Known.NOBODY:
        return conversation.address == inbound.sender
    return sender.patient_id is not None and sender.patient_id in records_of(conversation.patient_id)


def _keep(inbound: Inbound, conversation: Conversation, sender: Sender) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.IN,
        author=Message.Author.PATIENT if _is_theirs(conversation, sender, inbound) else Message.Author.UNKNOWN,
        author_name=inbound.sender_name[:200],
        door=inbound.door,
        address=inbound.sender,
        text=tidy(inbound.text)[:MOST],
        language=conversation.language,
        sensitivity=Sensitivity.CLINICAL,
        confidential=conversation.confidential,
        at=inbound.at or clock.now(),
        provider=inbound.provider,
        provider_id=inbound.provider_id,
    )
    if inbound.media:
        await_media(message, inbound.media)
        Original.objects.create(message=message, content=json.dumps(inbound.raw, default=str).encode())
    return message


def _heard(inbound: Inbound) -> Heard:
    """What it means for consent. What the carrier has acted upon already counts as it understood it."""
    if inbound.opt == Opt.OUT:
        return Heard(Meaning.STOP, Why.CARRIER_KEYWORD, inbound.text, everything=True)
    if inbound.opt == Opt.IN:
        return Heard(Meaning.START, Why.CARRIER_KEYWORD, inbound.text)
    if inbound.door not in CHANNELS or inbound.door in (Door.EMAIL, Door.COMMENT):
        return Heard(Meaning.NOTHING, Why.NO_KEYWORD)
    return hear(
        inbound.text,
        replying_to=replying_to(inbound.sender),
        stopped=is_stopped(inbound.sender, CHANNELS[inbound.door]),
    )


def _consent(inbound: Inbound, message: Message, heard: Heard) -> None:
    channel, words = CHANNELS[inbound.door], message.text
    if heard.meaning == Meaning.START:
        consent.keep(started(words, inbound.sender, channel, message.at))
        return
    confirmed = is_stopped(inbound.sender, channel)
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
        say(message.conversation, Purpose.CONFIRMATION, heard, inbound.door, inbound.sender)

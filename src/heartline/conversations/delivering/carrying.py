"""One delivery, carried: asked again whether it may go, shown no more than its door may show, handed to the provider once.

Three steps, each committed before the next: it is marked as being sent; the provider is asked; its answer is kept. Whoever
dies in between leaves a mark, and the next one finds out from the provider before anything is said twice.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import override

from heartline.channels.registry import Provider, provider_for
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Held, Outcome
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.retry import USUAL, next_wait
from heartline.channels.webpush.notice import words as shown_of_it
from heartline.conversations.attachments.queries import has_files
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering import sending, wording
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.queries import last_from, points_of, readers_role, shared_by, verdict
from heartline.conversations.delivering.rules import CHANNELS, RENDERERS, tells, written_at
from heartline.conversations.sensitivity.kinds import Sensitivity, Show
from heartline.conversations.sensitivity.rules import decide
from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import addresses, clock, ledger, live
from heartline.kernel.db.confine import as_staff
from heartline.people.confidential.queries import reachable
from heartline.people.places.queries import organization

State = Delivery.State
LOST = timedelta(minutes=2)  # until a provider is asked about a send whose answer was lost
FORGOTTEN, MOST = timedelta(minutes=30), 500  # since when a delivery waits that a sweep looks at, and how many
NOT_SHOWN = "not_shown"  # why: nothing of it may be shown there


@dataclass(frozen=True, slots=True)
class Ready:
    """Marked as being sent. `again`: it was before, so find out first."""

    out: Outbound
    provider: Provider
    attempts: int
    again: bool
    since: datetime
    known: frozenset[str] = frozenset()  # the provider's ids of what else went there since


def carry(delivery_id: UUID) -> None:
    """Carry it one step on: sent, failed, refused, or to be tried again. Safe to repeat."""
    with as_staff():
        ready = _mark(delivery_id)
    if ready is None:
        return
    outcome = ready.provider.find(ready.out, ready.since, ready.known) if ready.again else None
    if outcome is None:
        outcome = ready.provider.send(ready.out)
    with as_staff():
        _keep(delivery_id, ready, outcome)


def _mark(delivery_id: UUID) -> Ready | None:
    delivery = locked(delivery_id)
    if delivery.state not in (State.QUEUED, State.SENDING) or _is_read(delivery):
        return None
    door = Door(delivery.door)
    if door not in CHANNELS:
        _end(delivery, State.FAILED, Why.NOT_SUPPORTED)
        return None
    decided = verdict(delivery)
    if not decided.may:
        _end(delivery, State.REFUSED, decided.reason)
        return None
    provider = provider_for(door, delivery.to)
    if provider is None:
        _end(delivery, State.FAILED, Why.OUR_SETTINGS)
        return None
    out = _out(delivery, door)
    if out is None:
        _end(delivery, State.REFUSED, NOT_SHOWN)
        return None
    against = provider.refusal(out, out.heard_at, clock.now())
    if against is not None:
        _fail(delivery, against)
        return None
    again = delivery.state == State.SENDING
    delivery.state, delivery.provider, delivery.text = State.SENDING, provider.name, out.text
    delivery.attempts += 1
    delivery.save(update_fields=["state", "provider", "text", "attempts"])
    return Ready(
        out, provider, delivery.attempts, again, delivery.created_at, _known(delivery) if again else frozenset()
    )


def _known(delivery: Delivery) -> frozenset[str]:
    others = Delivery.objects.filter(to=delivery.to, provider=delivery.provider).exclude(pk=delivery.pk)
    return frozenset(others.exclude(provider_id="").values_list("provider_id", flat=True))


def _out(delivery: Delivery, door: Door) -> Outbound | None:
    """What may be said there: all of it, that there is a message, or nothing."""
    message = delivery.message
    what = Sensitivity(message.sensitivity)
    if message.confidential and not (message.author == Message.Author.SYSTEM and what == Sensitivity.NOTHING):
        what = Sensitivity.CONFIDENTIAL
        if not reachable(points_of(delivery), confidential=True):
            return None
    decision = decide(RENDERERS[door], readers_role(delivery), what, shared=shared_by(delivery))
    # What is to be read in the portal: what was said there, and what came with files.
    elsewhere = written_at(message.door) != delivery.door or has_files(message)
    show = min(decision.show, Show.NOTICE) if elsewhere else decision.show
    if show == Show.NOTHING:
        return None
    text, here = message.text, organization()
    name = here.name if here else "Heartline"
    if show == Show.NOTICE:
        link = addresses.absolute(f"/messages/{message.conversation_id}") if _signs_in(delivery) else ""
        with override(delivery.language):
            text = wording.notice(name, link, here.phone if here else "")
        if door is Door.PUSH:
            text = shown_of_it(delivery.language)
    with override(delivery.language):
        subject = wording.subject(name) if door is Door.EMAIL else ""
    return Outbound(
        delivery.key,
        door,
        delivery.to,
        text,
        delivery.language,
        tells(show, what),
        by_person=message.author == Message.Author.PERSON,
        subject=subject,
        thread=message.conversation_id,
        message=message.pk,
        heard_at=last_from(delivery),
    )


def _signs_in(delivery: Delivery) -> bool:
    """Whether there is somebody who can read it in the portal."""
    patient = delivery.patient
    return delivery.message.conversation.account_id is not None or (
        patient is not None and patient.account_id is not None
    )


def _keep(delivery_id: UUID, ready: Ready, outcome: Outcome) -> None:
    delivery = locked(delivery_id)
    if delivery.state != State.SENDING:
        return  # news of it came in meanwhile, and says more
    if isinstance(outcome, Accepted):
        delivery.state, delivery.provider_id, delivery.sent_at = State.SENT, outcome.provider_id, clock.now()
        delivery.save(update_fields=["state", "provider_id", "sent_at"])
        if outcome.address and outcome.address != delivery.to:
            _goes_on_at(delivery, outcome.address)
        tell(delivery)
    elif isinstance(outcome, Declined):
        wait = None if outcome.failure.permanent else next_wait(ready.attempts, random.random(), outcome.asked)
        if wait is None:
            _fail(delivery, outcome.failure)
            return
        delivery.state = State.QUEUED
        delivery.save(update_fields=["state"])
        sending.defer(delivery, wait)
    elif isinstance(outcome, Held):
        delivery.state, delivery.attempts = State.QUEUED, delivery.attempts - 1  # waiting for its turn is no try
        delivery.save(update_fields=["state", "attempts"])
        sending.defer(delivery, outcome.wait)
    elif ready.attempts < USUAL.attempts:
        sending.defer(delivery, LOST)
    else:
        _fail(delivery, Failure(Why.UNKNOWN))


def _goes_on_at(delivery: Delivery, address: str) -> None:
    """Who commented in public was written to in private: their answer comes from this address, into this conversation."""
    delivery.to = address[:254]
    delivery.save(update_fields=["to"])
    conversation = delivery.message.conversation
    if conversation.door == Door.COMMENT:
        conversation.door, conversation.address = delivery.door, delivery.to
        conversation.save(update_fields=["door", "address"])


def _fail(delivery: Delivery, failure: Failure) -> None:
    delivery.code = failure.code[:60]
    _end(delivery, State.FAILED, failure.why)


def _end(delivery: Delivery, state: str, why: str) -> None:
    """It does not arrive here: by the patient's next way then, or staff have to know."""
    delivery.state, delivery.why, delivery.ended_at = state, why, clock.now()
    delivery.save(update_fields=["state", "why", "code", "ended_at"])
    go_on(delivery)


def go_on(delivery: Delivery) -> None:
    """After a delivery that did not arrive: by the next way, or staff see that nothing did."""
    conversation = delivery.message.conversation
    matters = delivery.message.author != Message.Author.SYSTEM or delivery.purpose == Purpose.EMERGENCY
    if sending.send_instead(delivery) is None and matters:
        Conversation.objects.filter(pk=conversation.pk).update(undelivered=True)
        ledger.record(
            "message.undelivered",
            patient_id=delivery.patient_id,
            subject_id=conversation.pk,
            data={"door": delivery.door, "why": delivery.why},
            confidential=delivery.confidential,
        )
    tell(delivery)


def tell(delivery: Delivery) -> None:
    """Open pages hear of it."""
    live.notify("staff", f"thread:{delivery.message.conversation_id}")


def _is_read(delivery: Delivery) -> bool:
    """They read it on a page of ours before the notice of it went out."""
    return delivery.message.read_at is not None and delivery.message.door != delivery.door


def locked(delivery_id: UUID) -> Delivery:
    """The conversation first, as everything does that has to do with both."""
    conversation = Delivery.objects.filter(pk=delivery_id).values("message__conversation")
    Conversation.objects.select_for_update(of=("self",)).filter(pk__in=conversation).order_by("pk").first()
    found = Delivery.objects.select_for_update(of=("self",))
    return found.select_related("message__conversation", "patient").get(pk=delivery_id)


def sweep() -> int:
    """Give a job to each delivery that waits and has none: its own has given up, or was lost. Returns how many."""
    with as_staff():
        waiting = (
            Delivery.objects.filter(state__in=[State.QUEUED, State.SENDING], created_at__lt=clock.now() - FORGOTTEN)
            .select_related("message")
            .order_by("created_at")[:MOST]
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT args ->> 'delivery_id' FROM procrastinate_jobs "
                "WHERE task_name = %s AND status IN ('todo', 'doing') AND args ->> 'delivery_id' = ANY (%s)",
                [sending.TASK, [str(each.pk) for each in waiting]],
            )
            carried = {row[0] for row in cursor.fetchall()}
        forgotten = [each for each in waiting if str(each.pk) not in carried and not _is_read(each)]
        for delivery in forgotten:
            sending.defer(delivery)
    return len(forgotten)

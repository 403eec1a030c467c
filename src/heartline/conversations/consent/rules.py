"""Whether something may be sent, and why: the one answer that everything which sends asks for first.

Sources: 47 CFR 64.1200(a)(10) (taken back by any reasonable means; in force since 2025-04-11, at the latest within ten
business days: here at once), (a)(12) (one confirmation, without any advertising, within five minutes; it may ask what
was meant, and without an answer everything is meant), 47 USC 227(b)(1)(A) and 47 CFR 64.1200(f) (emergencies need no
consent). That one STOP ends every topic (the rest of (a)(10)) binds from 2027-01-31 on: a switch, and on by default.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from heartline.conversations.consent.ledger import Entry, Source, Where, given, taken_back
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.topics import NEEDS, Channel, Needs, Topic

CONFIRM_WITHIN = timedelta(minutes=5)
ANSWER_WITHIN = timedelta(hours=24)


class Purpose(StrEnum):
    NOTICE = "notice"  # we begin
    ANSWER = "answer"  # to what the patient just asked, in the same place
    CONFIRMATION = "confirmation"  # that consent was taken back
    EMERGENCY = "emergency"  # somebody's health or safety is at stake


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the place to which it would go, besides the ledger.

    `do_not_use` and `theirs` are of people's contact point: never to be used; given to us by the patient. `asked_at` is
    the patient's last message from there that asked something (a STOP asks nothing), `confirmed_at` when the last
    confirmation went there.
    """

    now: datetime
    purpose: Purpose = Purpose.NOTICE
    theirs: bool = True
    do_not_use: bool = False
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`entry` is what in the ledger decided, if anything did."""

    may: bool
    reason: Reason
    entry: Entry | None = None


def may_send(entries: Iterable[Entry], where: Where, situation: Situation) -> Verdict:
    """Yes or no, and why."""
    known = list(entries)
    if situation.do_not_use:  # not even in an emergency: somebody else may read it, who is the danger
        return Verdict(False, Reason.DO_NOT_USE)
    if situation.purpose == Purpose.EMERGENCY:
        return Verdict(True, Reason.EMERGENCY)
    if situation.purpose == Purpose.CONFIRMATION:
        return _confirmation(known, where, situation)
    revoked = taken_back(known, where)
    if situation.purpose == Purpose.ANSWER and _just_asked(situation, revoked) and where.topic != Topic.MARKETING:
        return Verdict(True, Reason.ASKED)
    if revoked:
        return Verdict(False, Reason.TAKEN_BACK if revoked.topic else Reason.TAKEN_BACK_ALL, revoked)
    return _by_need(given(known, where), NEEDS[where.topic][where.channel], situation.theirs)


def _by_need(consents: list[Entry], needed: Needs, theirs: bool) -> Verdict:
    signed = [each for each in consents if each.written]
    if signed:
        return Verdict(True, Reason.SIGNED, signed[-1])
    if needed == Needs.WRITTEN:
        return Verdict(False, Reason.NOT_SIGNED)
    if consents:
        return Verdict(True, Reason.AGREED, consents[-1])
    if needed == Needs.AGREED:
        return Verdict(False, Reason.NOT_AGREED)
    return Verdict(True, Reason.GAVE_NUMBER) if theirs else Verdict(False, Reason.NOT_THEIRS)


def _just_asked(situation: Situation, revoked: Entry | None) -> bool:
    """They wrote from there a while ago at most, and after they took consent back, if they did."""
    asked = situation.asked_at
    if asked is None or not asked <= situation.now <= asked + ANSWER_WITHIN:
        return False
    return revoked is None or asked > revoked.at


def _confirmation(entries: list[Entry], where: Where, situation: Situation) -> Verdict:
    """One, at once, to where it was taken back; and never another."""
    here = [each for each in entries if not each.given and each.channel in (None, where.channel)]
    revoked = max((each for each in here if each.number == where.number), key=lambda each: each.at, default=None)
    if revoked is None:
        return Verdict(False, Reason.NOTHING_TO_CONFIRM)
    if situation.confirmed_at and situation.confirmed_at >= revoked.at:
        return Verdict(False, Reason.CONFIRMED, revoked)
    if not revoked.at <= situation.now <= revoked.at + CONFIRM_WITHIN:
        return Verdict(False, Reason.TOO_LATE, revoked)
    return Verdict(True, Reason.CONFIRMS, revoked)


def stopped(
    words: str, number: str, channel: Channel, at: datetime, *, replying_to: Topic | None, all_of_it: bool, switch: bool
) -> Entry:
    """What a STOP from a number takes back: everything if it says so (`all_of_it`: STOPALL), if revoke-all is switched on, or
    if nobody can tell what it replies to; else the topic of the message that it replies to.

    It is bound to the number and names no patient: nobody knows yet who of those who answer it wrote.
    """
    topic = None if all_of_it or switch else replying_to
    return Entry(
        False, at, topic=topic, channel=channel, number=number, words=words, door=channel, source=Source.KEYWORD
    )


def started(words: str, number: str, channel: Channel, at: datetime) -> Entry:
    """What a START lifts: all that was taken back at this number. It adds no consent that was not there before."""
    return Entry(True, at, channel=channel, number=number, words=words, door=channel, source=Source.KEYWORD)


def clarified(revoked: Entry, keep: Collection[Topic], words: str, at: datetime) -> list[Entry]:
    """The answer to the confirmation's question: these topics they still want. Without an answer there is nothing to add."""
    door = revoked.door
    return [
        Entry(
            True, at, revoked.patient, topic, revoked.channel, revoked.number, words, door=door, source=revoked.source
        )
        for topic in keep
    ]

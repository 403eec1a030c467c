"""What a patient has chosen, topic by topic and channel by channel, and why it stands as it does: for a page of switches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heartline.conversations.consent.ledger import Entry, Where
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.queries import entry_of
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.rules import Situation, Verdict, may_send
from heartline.conversations.consent.topics import NEEDS, Channel, Needs, Topic
from heartline.kernel import clock
from heartline.people.contacts.queries import usable
from heartline.people.linking.queries import records_of
from heartline.people.models import ContactPoint

BY = {
    Channel.SMS: ContactPoint.System.SMS,
    Channel.WHATSAPP: ContactPoint.System.SMS,
    Channel.PHONE: ContactPoint.System.PHONE,
    Channel.EMAIL: ContactPoint.System.EMAIL,
}
HISTORY = 100
Number = tuple[str, bool]  # a number or address, and whether others answer it, too


@dataclass(frozen=True, slots=True)
class Switch:
    """One topic by one channel. `locked`: neither on nor off by a switch; `number`: where a word took it back, if one did."""

    topic: Topic
    channel: Channel
    on: bool
    reason: Reason
    since: datetime | None = None
    words: str = ""
    locked: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """`numbers` of each channel by which they may be reached; `all_off`: nothing may be sent, and they said so."""

    switches: Mapping[Topic, list[Switch]]
    numbers: Mapping[Channel, list[Number]]
    history: Sequence[ConsentEntry]

    @property
    def all_off(self) -> bool:
        return not any(one.on for row in self.switches.values() for one in row)


def choices(patient_id: UUID) -> Choices:
    """Three queries."""
    points = usable(patient_id)
    numbers = {channel: _numbers(points, channel) for channel in Channel}
    known = {value for each in numbers.values() for value, _shared in each if value}
    records = records_of(patient_id)
    rows = list(ConsentEntry.objects.filter(Q(patient__in=records) | Q(number__in=known, patient=None)).order_by("at"))
    said = [entry_of(row, patient_id if row.patient_id in records else row.patient_id) for row in rows]
    shown = {channel: found for channel, found in numbers.items() if found}
    switches = {
        topic: [_switch(said, str(patient_id), topic, channel, found) for channel, found in shown.items()]
        for topic in Topic
    }
    return Choices(switches, shown, rows[::-1][:HISTORY])


def _numbers(points: Iterable[ContactPoint], channel: Channel) -> list[Number]:
    """Push goes to no number; Messenger to whom wrote there, which begins there."""
    if channel == Channel.PUSH:
        return [("", False)]
    return [(point.value, point.shared) for point in points if point.system == BY.get(channel)]


def _switch(said: list[Entry], patient: str, topic: Topic, channel: Channel, numbers: list[Number]) -> Switch:
    verdicts = [
        (number, may_send(said, Where(patient, topic, channel, number, shared), Situation(clock.now())))
        for number, shared in numbers
    ]
    number, verdict = next(((n, v) for n, v in verdicts if v.may), verdicts[0])
    entry = verdict.entry
    by_word = not verdict.may and entry is not None and bool(entry.number)
    return Switch(
        topic,
        channel,
        verdict.may,
        verdict.reason,
        since=entry.at if entry else None,
        words=entry.words if entry else "",
        locked=by_word or _needs_signature(verdict, topic, channel, said, patient),
        number=number if by_word else "",
    )


def _needs_signature(verdict: Verdict, topic: Topic, channel: Channel, said: list[Entry], patient: str) -> bool:
    """What has to be signed is not switched on, unless it was signed once."""
    if verdict.may or NEEDS[topic][channel] != Needs.WRITTEN:
        return False
    return not any(each.given and each.written and each.patient == patient for each in said)


def everyday(choices: Choices) -> list[tuple[Topic, Channel]]:
    """What is sent about one's care and visits to whoever gave us a number for it: what "allow again" gives again."""
    return [
        (topic, channel)
        for topic in (Topic.CARE, Topic.APPOINTMENTS)
        for channel in choices.numbers
        if NEEDS[topic][channel] == Needs.GIVEN
    ]

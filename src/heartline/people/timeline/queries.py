"""A patient's timeline, a page at a time by key, so that ten thousand entries are as quick as ten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heartline.kernel.models import Event
from heartline.people.linking.queries import numbers_of, records_of
from heartline.people.places.queries import zones
from heartline.people.timeline.rules import Entry, describe, groups


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. Keys: `older` is what to pass as `before` for the next ones, empty at the end; `newest` is
    what to pass as `after` to hear of later ones, empty when there are no entries."""

    entries: list[Entry]
    records: list[UUID]  # of whom they are, the asked one first
    older: str
    newest: str


def timeline(
    patient_id: UUID, kinds: Collection[str] | None = None, before: str = "", limit: int = 50, after: str = ""
) -> Page:
    """Entries of the groups named in `kinds` (default: all), older than the key `before`, newer than `after`.

    What happened on any record of the person. Three queries; four where there are several.
    """
    records = records_of(patient_id)
    events = Event.objects.all()
    if kinds:
        nouns = [noun for group in groups() if group.name in kinds for noun in group.nouns]
        wanted = Q(pk__in=[])
        for noun in nouns:
            wanted |= Q(kind__startswith=f"{noun}.")
        events = events.filter(wanted)
    if key := _read(before):
        at, id_ = key
        events = events.filter(Q(at__lt=at) | Q(at=at, id__lt=id_), at__lte=at)
    if key := _read(after):
        at, id_ = key
        events = events.filter(Q(at__gt=at) | Q(at=at, id__gt=id_), at__gte=at)
    found = _latest(events, records, limit + 1)
    home, by_site = zones()
    numbers = numbers_of(records) if len(records) > 1 else {}
    entries = [
        describe(event, by_site.get(event.site_id, home), numbers.get(event.patient_id, "")) for event in found[:limit]
    ]
    return Page(
        entries, records, _key(found[limit - 1]) if len(found) > limit else "", _key(found[0]) if found else after
    )


def _latest(events: QuerySet[Event], records: Sequence[UUID], limit: int) -> list[Event]:
    """The newest of all records. Each record's newest come in order from its index; together they are but a few."""
    if len(records) > 1:  # of a link, both records tell: here it is told once
        events = events.exclude(kind__startswith="link.", data__second=True)
    each = [events.filter(patient_id=record).order_by("-at", "-id")[:limit] for record in records]
    if len(each) == 1:
        return list(each[0])
    return list(each[0].union(*each[1:], all=True).order_by("-at", "-id")[:limit])


def _key(event: Event) -> str:
    return f"{event.at.isoformat()}~{event.id}"


def _read(key: str) -> tuple[datetime, int] | None:
    """The key's parts; None for no key and for one that somebody made up."""
    at, _, id_ = key.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(id_)) if moment.tzinfo else None
    except ValueError:
        return None

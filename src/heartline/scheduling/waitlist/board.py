"""The waitlist as the desk sees it: by service, in the order of the line, with what each place is made of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from heartline.kernel import clock
from heartline.people.models import Site
from heartline.scheduling.catalogue.models import Resource, Service
from heartline.scheduling.waitlist.models import WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.queries import entries, offers
from heartline.scheduling.waitlist.rules import HEAD_START, UNANSWERED, Urgency, standing
from heartline.scheduling.waitlist.wishes import wishes_of
from heartline.scheduling.waitlist.words import because, wishes_said

MOST = 200  # rows at once; filters narrow it further


@dataclass(frozen=True, slots=True)
class Row:
    """One who waits. `next` is who would be asked first about a time that suits all."""

    entry: WaitlistEntry
    place: int
    waited: int  # days
    wishes: list[str]
    offer: WaitlistOffer | None
    paused: bool
    next: bool
    why: str


@dataclass(slots=True)
class Line:
    """Those who wait for one service, in order; `more` are not shown."""

    service: Service
    rows: list[Row]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader narrows the board by. Empty means all."""

    service: str = ""
    site: str = ""
    kind: str = ""  # "earlier", "new", "urgent", "offered", "paused"


def lines(asked: Asked) -> list[Line]:
    """The lines, the longest wait first. Five queries, whatever there is."""
    opened = Prefetch("offers", queryset=offers().filter(state=WaitlistOffer.State.OPEN), to_attr="open_offers")
    found = entries().filter(status=WaitlistEntry.Status.WAITING).prefetch_related(opened)
    if asked.service:
        found = found.filter(service__slug=asked.service)
    everybody = sorted(found, key=_order)
    names = _names()
    wanted = _wanted(asked)
    places: dict[UUID, list[WaitlistEntry]] = {}
    for entry in everybody:
        places.setdefault(entry.service_id, []).append(entry)
    made = [_line(line, wanted, names) for line in places.values()]
    shown = [line for line in made if line.rows]
    return sorted(shown, key=lambda line: -line.rows[0].waited)


def services_waited_for() -> list[Service]:
    """For the filter. One query."""
    return list(Service.objects.filter(waitlist_entries__status="waiting").distinct())


def _line(line: list[WaitlistEntry], wanted: "Wanted", names: tuple[dict[UUID, str], dict[UUID, str]]) -> Line:
    rows, first = [], True
    now = clock.now()
    for number, entry in enumerate(line, 1):
        offer = next(iter(entry.open_offers), None)  # type: ignore[attr-defined]
        paused = entry.unanswered >= UNANSWERED
        can_be_asked = offer is None and not paused
        if wanted(entry, offer, paused):
            rows.append(
                Row(
                    entry=entry,
                    place=number,
                    waited=max((now - entry.joined_at).days, 0),
                    wishes=wishes_said(wishes_of(entry), *names, brief=True),
                    offer=offer,
                    paused=paused,
                    next=can_be_asked and first,
                    why=because(_reasons(entry, now), asked=False),
                )
            )
        first = first and not can_be_asked
    return Line(line[0].service, rows[:MOST], max(len(rows) - MOST, 0))


def _reasons(entry: WaitlistEntry, now: datetime) -> list[dict[str, object]]:
    """What the place in the line is made of; a time adds what it answers."""
    head_start = HEAD_START[Urgency(entry.urgency)].days
    waited: list[dict[str, object]] = [{"why": "waited", "days": max((now - entry.joined_at).days, 0)}]
    return ([{"why": "urgency", "days": head_start}] if head_start else []) + waited


class Wanted:
    """Whether a row passes the filters."""

    def __init__(self, asked: Asked, site_id: UUID | None) -> None:
        self.kind, self.site_id = asked.kind, site_id

    def __call__(self, entry: WaitlistEntry, offer: WaitlistOffer | None, paused: bool) -> bool:
        if self.site_id and entry.sites and self.site_id not in entry.sites:
            return False
        kinds = {
            "earlier": entry.appointment_id is not None,
            "new": entry.appointment_id is None,
            "urgent": entry.urgency > Urgency.ROUTINE,
            "offered": offer is not None,
            "paused": paused,
        }
        return kinds.get(self.kind, True)


def _wanted(asked: Asked) -> Wanted:
    site = Site.objects.filter(Q(slug=asked.site)).values_list("pk", flat=True).first() if asked.site else None
    return Wanted(asked, site)


def _order(entry: WaitlistEntry) -> tuple[datetime, str]:
    return standing(Urgency(entry.urgency), entry.joined_at), str(entry.pk)


def _names() -> tuple[dict[UUID, str], dict[UUID, str]]:
    """All clinicians and sites by id. Two queries."""
    clinicians = Resource.objects.filter(kind=Resource.Kind.CLINICIAN)
    return dict(clinicians.values_list("pk", "name")), dict(Site.objects.values_list("pk", "name"))

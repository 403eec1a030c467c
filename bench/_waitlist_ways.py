"""A year of freed times under one way of offering them: to nobody, to many at once, or to one at a time."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from bench._waitlist_people import People
from bench._waitlist_world import Joining, Place, Visit, World
from heartline.scheduling.demo.services import SPECS
from heartline.scheduling.waitlist.deadlines import deadline, last_answer, quiet_until
from heartline.scheduling.waitlist.rules import UNANSWERED, Waiting, misfit, rank

NONE, BROADCAST, SINGLE = "none", "broadcast", "single"
CROWD = 10  # to how many a broadcast goes


@dataclass(slots=True)
class Entry:
    """Somebody on the list, in this run."""

    joining: Joining
    waiting: Waiting
    holds: bool = False
    unanswered: int = 0
    done: bool = False
    asked: set[int] = field(default_factory=set)  # places
    offers: int = 0
    ended: int = 0
    gained: float | None = None
    took: bool = False


@dataclass(slots=True)
class Result:
    """What came of the year."""

    way: str
    freed: int = 0
    refilled: int = 0
    by_list: int = 0
    offers: int = 0
    accepted: int = 0
    false_hopes: int = 0
    yes: int = 0
    gained: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)  # days on the list until a time, of those without a visit
    hours: list[float] = field(default_factory=list)  # from freed to taken by the list
    entries: list[Entry] = field(default_factory=list)


class Year:
    """One run. Events happen in order of time; of equal times, in the order in which they were planned."""

    def __init__(self, world: World, people: People, way: str) -> None:
        self.world, self.people, self.way = world, people, way
        self.result = Result(way)
        self.queue: list[tuple[datetime, int, Callable[..., None], tuple[object, ...]]] = []
        self.order = count()
        self.list: dict[str, dict[UUID, Entry]] = defaultdict(dict)
        self.of_visit: dict[int, Entry] = {}
        self.held: set[int] = set()
        self.freed: dict[int, datetime] = {}
        self.now = datetime.min.replace(tzinfo=UTC)
        self.at: dict[int, Visit | None] = {}  # place → the visit in it
        self.where: dict[int, Place] = {}  # id of visit → its place

    def run(self) -> Result:
        for place in self.world.places:
            self.at[place.number] = None
        for visit in self.world.visits:
            self.at[visit.place.number] = visit
            self.where[id(visit)] = visit.place
            if visit.gives_up_at:
                self._plan(visit.gives_up_at, self._gives_up, visit)
        for joining in self.world.joinings if self.way != NONE else ():
            self._plan(joining.at, self._joins, joining)
        while self.queue:
            self.now, _, act, values = heapq.heappop(self.queue)
            act(*values)
        self.result.freed, self.result.refilled = len(self.freed), sum(self.at[n] is not None for n in self.freed)
        return self.result

    def _plan(self, at: datetime, act: Callable[..., None], *values: object) -> None:
        heapq.heappush(self.queue, (at, next(self.order), act, values))

    # What happens anyway

    def _gives_up(self, visit: Visit) -> None:
        place = self.where[id(visit)]
        if self.at[place.number] is visit and place.slot.starts_at - self.now > timedelta(hours=1):
            if entry := self.of_visit.get(id(visit)):
                self._off(entry)
            self._free(place)

    def _free(self, place: Place) -> None:
        self.at[place.number] = None
        self.freed[place.number] = self.now
        for at in self.world.others[place.number]:
            if at > self.now:
                self._plan(at, self._other, place)
        self._offer(place)

    def _other(self, place: Place) -> None:
        """Somebody who looks for a time takes it where it is free; a time that is kept for somebody is not shown."""
        if self.at[place.number] is None and place.number not in self.held:
            self.at[place.number] = Visit(-1, place, self.now)

    def _joins(self, joining: Joining) -> None:
        visit = joining.visit
        if visit is not None and (self.where[id(visit)] is not visit.place or self.at[visit.place.number] is not visit):
            return
        start = visit.place.slot.starts_at if visit else None
        notice = timedelta(hours=SPECS[joining.slug].notice)
        waiting = Waiting(
            joining.id, joining.at, joining.urgency, joining.wishes, start, start - notice if start else None,
            visit.place.slot.clinician_id if visit else None,
        )  # fmt: skip
        entry = Entry(joining, waiting)
        self.list[joining.slug][joining.id] = entry
        self.result.entries.append(entry)
        if visit is not None:
            self.of_visit[id(visit)] = entry
        ends = start or joining.gives_up_at
        if ends:
            self._plan(ends, self._off, entry)

    def _off(self, entry: Entry) -> None:
        entry.done = True
        self.list[entry.joining.slug].pop(entry.joining.id, None)

    # Ways of offering

    def _offer(self, place: Place) -> None:
        if self.way == NONE or self.at[place.number] is not None or place.number in self.held:
            return
        night = quiet_until(self.now, place.slot.zone)
        if night is not None:
            if night < place.slot.starts_at:
                self._plan(night, self._offer, place)
            return
        if self.way == SINGLE:
            self._to_one(place)
        else:
            self._to_many(place)

    def _to_one(self, place: Place) -> None:
        everybody = {
            entry.waiting.id: entry
            for entry in self.list[place.slug].values()
            if not entry.holds and place.number not in entry.asked and entry.unanswered < UNANSWERED
        }
        for each in rank((entry.waiting for entry in everybody.values()), place.slot, self.now):
            entry = everybody[each.waiting.id]
            until = deadline(
                self.now, place.slot.starts_at, lead=self._lead(place), notice=entry.joining.wishes.notice,
                zone=place.slot.zone, keeps_from=entry.waiting.keeps_from,
            )  # fmt: skip
            if until is not None:
                self._ask(entry, place)
                entry.holds = True
                self.held.add(place.number)
                answer = self._answer(entry, place)
                if answer is not None and answer.at <= until:
                    self._plan(answer.at, self._answered, entry, place, answer.yes)
                else:
                    self._plan(until, self._silent, entry, place)
                return

    def _answered(self, entry: Entry, place: Place, yes: bool) -> None:
        self.held.discard(place.number)
        entry.holds, entry.unanswered = False, 0
        entry.ended += 1
        self.result.yes += yes
        if yes and not entry.done:
            self._take(entry, place)
        else:
            self._offer(place)

    def _silent(self, entry: Entry, place: Place) -> None:
        self.held.discard(place.number)
        entry.holds = False
        entry.unanswered += 1
        entry.ended += 1
        self._offer(place)

    def _to_many(self, place: Place) -> None:
        suited = [
            entry
            for entry in self.list[place.slug].values()
            if place.number not in entry.asked and misfit(entry.waiting, place.slot, self.now) is None
        ]
        for entry in sorted(suited, key=lambda entry: entry.joining.at)[:CROWD]:
            self._ask(entry, place)
            entry.ended += 1
            answer = self._answer(entry, place)
            latest = last_answer(place.slot.starts_at, self._lead(place), entry.joining.wishes.notice)
            if answer is not None and answer.yes and answer.at <= latest:
                self._plan(answer.at, self._first, entry, place)

    def _first(self, entry: Entry, place: Place) -> None:
        self.result.yes += 1
        if entry.done or self.at[place.number] is not None:
            self.result.false_hopes += 1
        else:
            self._take(entry, place)

    def _ask(self, entry: Entry, place: Place) -> None:
        entry.asked.add(place.number)
        entry.offers += 1
        self.result.offers += 1

    def _answer(self, entry: Entry, place: Place):  # type: ignore[no-untyped-def]
        sooner = entry.waiting.earlier_than - place.slot.starts_at if entry.waiting.earlier_than else None
        return self.people.answer(
            entry.joining.person, place.number, self.now, place.slot.starts_at, sooner, place.slot.zone
        )

    def _take(self, entry: Entry, place: Place) -> None:
        self.result.accepted += 1
        self.result.by_list += 1
        self.result.hours.append((self.now - self.freed[place.number]).total_seconds() / 3600)
        entry.took = True
        visit = entry.joining.visit
        self._off(entry)
        if visit is None:
            self.at[place.number] = Visit(entry.joining.person, place, self.now)
            self.result.waited.append((self.now - entry.joining.at) / timedelta(days=1))
            return
        old = self.where[id(visit)]
        entry.gained = (old.slot.starts_at - place.slot.starts_at) / timedelta(days=1)
        self.result.gained.append(entry.gained)
        self.at[place.number], self.where[id(visit)] = visit, place
        self._free(old)

    def _lead(self, place: Place) -> timedelta:
        return timedelta(hours=SPECS[place.slug].lead)

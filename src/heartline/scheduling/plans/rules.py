"""Which visits go together under a plan's rules, and the best ways to combine free times. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from heartline.scheduling.availability.rules import FreeTime

DAYS, HOURS = "days", "hours"


@dataclass(frozen=True, slots=True)
class Gap:
    """What a step asks of the one before it. Days are counted on the calendar, hours from end to start."""

    unit: str = DAYS
    least: int = 0
    most: int | None = None
    same_site: bool = True
    same_clinician: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit, free or booked, as the rules look at it."""

    clinician_id: UUID
    site_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str

    @property
    def day(self) -> date:
        """On the site's calendar."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


def placed(time: FreeTime) -> Placed:
    return Placed(time.clinician_id, time.site_id, time.starts_at, time.ends_at, time.time_zone)


def allowed(gap: Gap, before: Placed, after: Placed) -> bool:
    """Whether `after` may follow `before`."""
    if after.starts_at < before.ends_at:
        return False
    if gap.same_site and before.site_id != after.site_id:
        return False
    if gap.same_clinician and before.clinician_id != after.clinician_id:
        return False
    if gap.unit == DAYS:
        between = (after.day - before.day).days
        return gap.least <= between and (gap.most is None or between <= gap.most)
    hours = after.starts_at - before.ends_at
    return timedelta(hours=gap.least) <= hours and (gap.most is None or hours <= timedelta(hours=gap.most))


def keeps(gaps: Sequence[Gap], visits: Sequence[Placed]) -> bool:
    """Whether all the rules hold; `gaps[n]` is what visit n asks of the one before it, the first is not looked at."""
    return all(allowed(gaps[n], visits[n - 1], visits[n]) for n in range(1, len(visits)))


def trips(visits: Iterable[Placed]) -> int:
    """How often somebody has to set out: once for each day and site."""
    return len({(visit.day, visit.site_id) for visit in visits})


def combine(gaps: Sequence[Gap], choices: Sequence[Sequence[FreeTime]], most: int) -> list[list[FreeTime]]:
    """Up to `most` ways to have all the visits: on different days at the end, the earliest to finish first.

    Of those that end on the same day: the fewest trips, then the earliest end, then the latest start, so that nobody
    waits longer than they must. For each time of a step it keeps, at each site and with each clinician that matters, the
    latest time of the step before from which the rules can be kept: whatever goes before a later time that is allowed
    would have gone before an earlier one. n·log n in the number of times.
    """
    chains: list[tuple[FreeTime, ...]] = [(time,) for time in choices[0]]
    for gap, times in zip(gaps[1:], choices[1:], strict=True):
        chains = _longer(gap, chains, times)
    return _best(chains, most)


def _longer(gap: Gap, chains: Sequence[tuple[FreeTime, ...]], times: Sequence[FreeTime]) -> list[tuple[FreeTime, ...]]:
    """Each of `times` with the best chain that it can follow, at its own site and at any other."""
    by_place: Mapping[tuple[object, object], list[tuple[FreeTime, ...]]] = defaultdict(list)
    for chain in chains:
        last = chain[-1]
        by_place[last.site_id, last.clinician_id if gap.same_clinician else None].append(chain)
    ends = {}
    for place, listed in by_place.items():
        listed.sort(key=lambda chain: (chain[-1].ends_at, -len({*map(_trip, chain)})))
        ends[place] = [chain[-1].ends_at for chain in listed]
    found = []
    for time in times:
        after = placed(time)
        for place, listed in by_place.items():
            if (gap.same_site and place[0] != time.site_id) or (gap.same_clinician and place[1] != time.clinician_id):
                continue
            n = bisect_right(ends[place], time.starts_at) - 1
            while (
                n >= 0 and not allowed(gap, placed(listed[n][-1]), after) and not _too_long(gap, listed[n][-1], after)
            ):
                n = _further_back(gap, listed, n, after)
            if n >= 0 and allowed(gap, placed(listed[n][-1]), after):
                found.append((*listed[n], time))
    return found


def _too_long(gap: Gap, before: FreeTime, after: Placed) -> bool:
    """Whether `before`, and all that is earlier, is longer before `after` than the rules allow."""
    if gap.most is None:
        return False
    earlier = placed(before)
    if gap.unit == DAYS:
        return (after.day - earlier.day).days > gap.most
    return after.starts_at - earlier.ends_at > timedelta(hours=gap.most)


def _further_back(gap: Gap, listed: Sequence[tuple[FreeTime, ...]], n: int, after: Placed) -> int:
    """The next place to look, going back: past all that is too close, in one jump."""
    if gap.unit == HOURS:
        latest = after.starts_at - timedelta(hours=gap.least)
        return min(bisect_right(listed, latest, key=lambda chain: chain[-1].ends_at) - 1, n - 1)
    first_too_late = after.day - timedelta(days=gap.least - 1)
    midnight = datetime(first_too_late.year, first_too_late.month, first_too_late.day, tzinfo=ZoneInfo(after.zone))
    return min(bisect_left(listed, midnight, key=lambda chain: chain[-1].starts_at) - 1, n - 1)


def _best(chains: Iterable[tuple[FreeTime, ...]], most: int) -> list[list[FreeTime]]:
    best: dict[date, tuple[FreeTime, ...]] = {}
    for chain in chains:
        day = chain[-1].local_start.date()
        if day not in best or _rank(chain) < _rank(best[day]):
            best[day] = chain
    return [list(best[day]) for day in sorted(best)[:most]]


def _rank(chain: Sequence[FreeTime]) -> tuple[object, ...]:
    places = {time.site_id for time in chain}
    return len({*map(_trip, chain)}), len(places), chain[-1].ends_at, -chain[0].starts_at.timestamp()


def _trip(time: FreeTime) -> tuple[date, UUID]:
    return time.local_start.date(), time.site_id

"""The week of a clinician: what a change of it ends and begins, which hours cross, which visits lie outside. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import combinations
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Block:
    """Every week on `weekday` (1 = Monday), on the clock of the site, from one day to another, both inclusive.

    `id` is the pattern's that holds it now; None for hours that are new. No `modes`: whatever a service has.
    """

    weekday: int
    site_id: UUID
    starts: time
    ends: time
    valid_from: date
    valid_until: date | None = None
    modes: tuple[str, ...] = ()
    id: UUID | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(slots=True)
class Changes:
    """What has to be written: patterns that end, that are dropped because they never began, that keep but for their days,
    and hours that begin."""

    ends: list[tuple[UUID, date]] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)
    kept: list[Block] = field(default_factory=list)
    begins: list[Block] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.ends or self.dropped or self.kept or self.begins)


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit as hours look at it: on the clock of its site."""

    on: date
    starts: time
    ends: time
    site_id: UUID
    mode: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Hours of one date beyond the week."""

    on: date
    starts: time
    ends: time
    site_id: UUID


def changes(now: Sequence[Block], wanted: Sequence[Block], on: date) -> Changes:
    """From `on` the week is `wanted`; before it, it stays what it was: history keeps hours that were worked."""
    found, left = Changes(), {block.id: block for block in wanted if block.id}
    for block in now:
        becomes = left.get(block.id)  # type: ignore[arg-type]
        if becomes == block:
            continue
        if becomes is None:
            _end(found, block, on)
        elif block.valid_from >= on:
            found.kept.append(replace(becomes, valid_from=max(becomes.valid_from, on)))
        elif _same_until(on, block, becomes):
            found.kept.append(becomes)
        else:
            _end(found, block, on)
            found.begins.append(replace(becomes, id=None, valid_from=max(becomes.valid_from, on)))
    found.begins += [replace(block, valid_from=max(block.valid_from, on)) for block in wanted if not block.id]
    return found


def after(now: Sequence[Block], change: Changes) -> list[Block]:
    """The blocks that there are once `change` is made."""
    last, kept = dict(change.ends), {block.id: block for block in change.kept}
    rest = [kept.get(block.id, block) for block in now if block.id not in change.dropped]
    return [replace(b, valid_until=last[b.id]) if b.id in last else b for b in rest] + change.begins  # type: ignore[index]


def crossing(blocks: Iterable[Block]) -> tuple[Block, Block] | None:
    """Two blocks in which somebody would be in two places, or twice in one; None if there are none. They may touch."""
    for one, other in combinations(blocks, 2):
        if (
            one.weekday == other.weekday
            and one.starts < other.ends
            and other.starts < one.ends
            and (other.valid_until is None or one.valid_from <= other.valid_until)
            and (one.valid_until is None or other.valid_from <= one.valid_until)
            and not _apart(one, other)
        ):
            return one, other
    return None


def outside(visits: Iterable[Booked], blocks: Sequence[Block], extra: Sequence[Extra] = ()) -> list[Booked]:
    """The visits that lie outside of all hours, or reach out of them."""
    return [visit for visit in visits if not _within(visit, blocks, extra)]


def _end(found: Changes, block: Block, on: date) -> None:
    assert block.id
    if block.valid_from >= on:
        found.dropped.append(block.id)
    else:
        last = on - timedelta(days=1)
        found.ends.append((block.id, min(last, block.valid_until) if block.valid_until else last))


def _same_until(on: date, block: Block, becomes: Block) -> bool:
    """Whether only the last day differs, and no day before `on` does."""
    past = on - timedelta(days=1)
    lasts = [each.valid_until for each in (block, becomes)]
    return block == replace(becomes, valid_until=block.valid_until) and all(
        last is None or last >= past for last in lasts
    )


def _apart(one: Block, other: Block) -> bool:
    """At one site, hours for different ways to meet may lie over each other: the visits do not."""
    return one.site_id == other.site_id and bool(one.modes and other.modes) and not set(one.modes) & set(other.modes)


def _within(visit: Booked, blocks: Sequence[Block], extra: Sequence[Extra]) -> bool:
    spans = [
        (block.starts, block.ends)
        for block in blocks
        if block.weekday == visit.on.isoweekday()
        and block.site_id == visit.site_id
        and block.holds(visit.on)
        and (not block.modes or visit.mode in block.modes)
    ]
    spans += [(each.starts, each.ends) for each in extra if each.on == visit.on and each.site_id == visit.site_id]
    reached = visit.starts
    for starts, ends in sorted(spans):
        if starts <= reached < ends:
            reached = ends
    return reached >= visit.ends and any(starts <= visit.starts for starts, _ends in spans)

"""Whether a site is open at a moment, and when it next is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo


class Hours(Protocol):
    """One block of one weekday (1 = Monday), in the site's own time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Opening:
    """Open until `changes`, or closed until then. None: it never opens."""

    open: bool
    changes: datetime | None


def opening(hours: Sequence[Hours], moment: datetime, zone: ZoneInfo) -> Opening:
    """Whether it is open at `moment` (aware). Blocks that follow without a gap count as one within a day."""
    here = moment.astimezone(zone)
    for days in range(8):
        day = here.date() + timedelta(days=days)
        for block in sorted((h for h in hours if h.weekday == day.isoweekday()), key=lambda h: h.opens):
            opens, closes = (datetime.combine(day, at, zone) for at in (block.opens, block.closes))
            if opens <= here < closes:
                return Opening(True, _joined(hours, day.isoweekday(), closes))
            if here < opens:
                return Opening(False, opens)
    return Opening(False, None)


def crossing(hours: Sequence[Hours]) -> bool:
    """Whether two blocks of one weekday overlap; they may touch."""
    ordered = sorted(hours, key=lambda block: (block.weekday, block.opens))
    return any(a.weekday == b.weekday and b.opens < a.closes for a, b in pairwise(ordered))


def _joined(hours: Sequence[Hours], weekday: int, closes: datetime) -> datetime:
    """When the blocks that follow `closes` without a gap end."""
    for block in sorted((h for h in hours if h.weekday == weekday), key=lambda h: h.opens):
        if block.opens <= closes.time() < block.closes:
            closes = datetime.combine(closes.date(), block.closes, closes.tzinfo)
    return closes

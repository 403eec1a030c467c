"""How long a wait may be, when somebody is called back, and how well calls are answered. Values only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from heartline.conversations.inbox.rules import Period, add_open_time

CALL_BACK_WITHIN = timedelta(minutes=30)  # of open time; URAC's mean for nurse lines
ANSWER_WITHIN = timedelta(seconds=20)
LEAST = 5  # calls that must have been measured before a wait is told
# What the field aims at.
SHARE_IN_TIME, SPEED, ABANDONED_AT_MOST = 0.8, timedelta(seconds=30), 0.05
SHORT = timedelta(seconds=5)  # who hangs up sooner has dialled wrong, and did not give up waiting


def expected_wait(position: int, lasted: Sequence[timedelta], here: int) -> timedelta | None:
    """How long whoever stands at `position` (from 1) may wait, when `here` people answer calls that lasted so long.

    All of them are busy, so one is free each (mean ÷ here). None where nobody is here, or too little was measured.
    """
    if here < 1 or position < 1 or len(lasted) < LEAST:
        return None
    mean = sum(lasted, timedelta(0)) / len(lasted)
    minute = timedelta(minutes=1)
    return -(-(position * mean / here) // minute) * minute  # rounded up: sooner than said is no harm


def name_of_line(queue: str) -> str:
    """What the network calls the line of a queue (its slug)."""
    return f"heartline-{queue}" if queue else "heartline"


def callback_due(now: datetime, open_periods: Iterable[Period]) -> datetime:
    """Until when somebody is called back who asks for it now: counted while the clinic is open."""
    return add_open_time(now, CALL_BACK_WITHIN, open_periods)


@dataclass(frozen=True, slots=True)
class Waited:
    """One call in line: how long it waited, and whether somebody answered it. `gave_up`: hung up with nothing left behind."""

    wait: timedelta
    answered: bool = False
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1 and means; None where there is nothing to tell them from."""

    calls: int
    in_time: float | None = None
    speed: timedelta | None = None
    abandoned: float | None = None
    callbacks: int = 0
    called_back: timedelta | None = None
    called_back_in_time: float | None = None

    @property
    def answers_in_time(self) -> bool:
        return self.in_time is None or self.in_time >= SHARE_IN_TIME

    @property
    def is_fast(self) -> bool:
        return self.speed is None or self.speed <= SPEED

    @property
    def keeps_callers(self) -> bool:
        return self.abandoned is None or self.abandoned <= ABANDONED_AT_MOST

    @property
    def calls_back_in_time(self) -> bool:
        return self.called_back is None or self.called_back <= CALL_BACK_WITHIN


def figures(waited: Iterable[Waited], called_back: Sequence[timedelta]) -> Figures:
    """Of calls that stood in line and are out of it, and of how long those waited who were called back.

    In time: answered within 20 s, of all who were answered or gave up. Who asked to be called back, or left a message,
    counts in neither; who hung up at once (5 s) neither.
    """
    counted = [each for each in waited if each.answered or (each.gave_up and each.wait > SHORT)]
    answered = [each.wait for each in counted if each.answered]
    return Figures(
        calls=len(counted),
        in_time=_share(sum(wait <= ANSWER_WITHIN for wait in answered), len(counted)),
        speed=_mean(answered),
        abandoned=_share(len(counted) - len(answered), len(counted)),
        callbacks=len(called_back),
        called_back=_mean(called_back),
        called_back_in_time=_share(sum(each <= CALL_BACK_WITHIN for each in called_back), len(called_back)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(lengths: Sequence[timedelta]) -> timedelta | None:
    return sum(lengths, timedelta(0)) / len(lengths) if lengths else None

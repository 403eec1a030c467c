"""Whether the list treats people alike: rates and gains by group, with how sure they are. Pure; the simulation uses it too."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # 95 %
FEW = 20  # people; below that a group's figures say little, and are shown so


@dataclass(frozen=True, slots=True)
class Case:
    """One who waited. `gained` are the days by which their visit came sooner, where an offer was taken."""

    language: str
    age: str
    offers: int
    accepted: int
    answered: int  # offers that were taken, left or not answered: those that have an end
    gained: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate (0 to 1) or a mean, with its 95 % interval. None where there is nothing to count."""

    value: float
    low: float
    high: float
    n: int

    def to(self, whole: "Figure | None") -> "Figure | None":
        """The ratio to `whole`, taken as known."""
        if whole is None or whole.value == 0:
            return None
        return Figure(self.value / whole.value, self.low / whole.value, self.high / whole.value, self.n)


@dataclass(frozen=True, slots=True)
class Row:
    """A group's figures and their ratios to everybody's. `unsure` where there are too few people."""

    group: str
    people: int
    offered: Figure | None
    accepted: Figure | None
    gained: Figure | None
    offered_ratio: Figure | None
    accepted_ratio: Figure | None
    gained_ratio: Figure | None

    @property
    def unsure(self) -> bool:
        return self.people < FEW


def age_group(years: int | None) -> str:
    """ "0-17", "18-44", "45-64", "65+", or "" where the age is not known."""
    if years is None:
        return ""
    bounds = ((17, "0-17"), (44, "18-44"), (64, "45-64"))
    return next((name for most, name in bounds if years <= most), "65+")


def by(cases: Sequence[Case], group: Callable[[Case], str], *, other: str = "") -> tuple[Row, list[Row]]:
    """Everybody, and each group in order of its name. With `other`, groups of few people are one of that name, the last."""
    whole = _row("", cases, None)
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[group(case)].append(case)
    small = [name for name, members in groups.items() if other and len(members) < FEW]
    rest = [case for name in small for case in groups.pop(name)]
    rows = [_row(name, members, whole) for name, members in sorted(groups.items())]
    return whole, [*rows, _row(other, rest, whole)] if rest else rows


def share(count: int, n: int) -> Figure | None:
    """Wilson's interval: sensible for small numbers and for shares near none or all."""
    if n == 0:
        return None
    rate, square = count / n, Z * Z
    middle = (rate + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(rate * (1 - rate) / n + square / (4 * n * n)) / (1 + square / n)
    return Figure(rate, max(middle - half, 0.0), min(middle + half, 1.0), n)


def mean(values: Iterable[float]) -> Figure | None:
    """A mean with its normal interval."""
    found = list(values)
    if not found:
        return None
    n, middle = len(found), sum(found) / len(found)
    if n == 1:
        return Figure(middle, middle, middle, 1)
    spread = sqrt(sum((value - middle) ** 2 for value in found) / (n - 1))
    return Figure(middle, middle - Z * spread / sqrt(n), middle + Z * spread / sqrt(n), n)


def _row(name: str, cases: Sequence[Case], whole: Row | None) -> Row:
    offered = share(sum(case.offers > 0 for case in cases), len(cases))
    accepted = share(sum(case.accepted for case in cases), sum(case.answered for case in cases))
    gained = mean(case.gained for case in cases if case.gained is not None)
    return Row(
        name,
        len(cases),
        offered,
        accepted,
        gained,
        offered.to(whole.offered) if offered and whole else None,
        accepted.to(whole.accepted) if accepted and whole else None,
        gained.to(whole.gained) if gained and whole else None,
    )

"""How often each level of agreement is seen: with one person, with two of a household, with strangers.

These are the numbers a clinic begins with. For files they are learned from the files themselves (learning.py); whoever
changes them here should look at what tests/people/matching says of false links.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from heartline.people.matching.evidence import (
    AREA,
    BIRTH,
    EMAIL,
    FAMILY,
    GIVEN,
    NUMBER,
    ORDER,
    PHONE,
    SEX,
    STREET,
    UNIT,
)

Table = Mapping[tuple[str, str], float]  # (field, level) → share of pairs

# field → level: (of one person, of two of a household, of strangers)
_SEEN: dict[str, dict[str, tuple[float, float, float]]] = {
    GIVEN: {
        "same": (0.80, 0.02, 0.006), "spelling": (0.03, 0.006, 0.003), "nick": (0.03, 0.006, 0.004),
        "slip": (0.05, 0.008, 0.004), "part": (0.04, 0.01, 0.004), "like": (0.015, 0.02, 0.012),
        "initial": (0.005, 0.0005, 0.0004), "hint": (0.01, 0.06, 0.05), "other": (0.02, 0.87, 0.93),
    },
    FAMILY: {
        "same": (0.86, 0.72, 0.003), "spelling": (0.02, 0.01, 0.001), "nick": (0.002, 0.001, 0.001),
        "slip": (0.04, 0.015, 0.002), "part": (0.03, 0.06, 0.002), "like": (0.01, 0.01, 0.006),
        "initial": (0.001, 0.0005, 0.0001), "hint": (0.008, 0.02, 0.04), "other": (0.04, 0.17, 0.95),
    },
    ORDER: {"swapped": (0.02, 0.01, 1.0)},
    BIRTH: {
        "same": (0.92, 0.012, 3.4e-5), "swapped": (0.006, 1e-5, 1e-5), "slip": (0.03, 0.002, 0.001),
        "near": (0.012, 0.015, 0.009), "month": (0.02, 4e-4, 2e-5), "year": (0.04, 0.00125, 5e-4),
        "other": (0.025, 0.97, 0.99),
    },
    SEX: {"same": (0.985, 0.5, 0.5), "other": (0.015, 0.5, 0.5)},
    STREET: {
        "door": (0.72, 0.75, 1e-5), "road": (0.06, 0.06, 0.0015), "like": (0.02, 0.01, 0.02),
        "half": (0.03, 0.02, 0.006), "other": (0.17, 0.16, 0.97),
    },
    UNIT: {"same": (0.75, 0.75, 0.03), "like": (0.08, 0.08, 0.02), "other": (0.17, 0.17, 0.95)},
    AREA: {
        "same": (0.75, 0.82, 0.03), "like": (0.05, 0.05, 0.01), "half": (0.08, 0.06, 0.08), "other": (0.12, 0.07, 0.88),
    },
    PHONE: {
        "same": (0.6, 0.35, 2e-6), "shared": (0.05, 0.25, 5e-6), "slip": (0.02, 0.005, 3e-4), "other": (0.33, 0.4, 1.0),
    },
    EMAIL: {
        "same": (0.6, 0.12, 1e-6), "shared": (0.03, 0.15, 3e-6), "slip": (0.02, 0.002, 1e-6), "other": (0.35, 0.73, 1.0),
    },
    NUMBER: {"same": (0.5, 5e-4, 1e-7), "member": (0.2, 0.3, 1e-6), "other": (0.3, 1.0, 1.0)},
}  # fmt: skip


def _column(at: int) -> Table:
    return {(name, level): seen[at] for name, levels in _SEEN.items() for level, seen in levels.items()}


@dataclass(frozen=True, slots=True)
class Model:
    """`same_person` and `household`: how many pairs are of one person, or of two of a household, for each of strangers.

    `shares`: word of a name (or "@" and a postal code) → the share of people who have it. `rare`: of any other word;
    None where nothing is known of names, so that the strangers' column holds.
    """

    same_person: float
    household: float
    one: Table = field(default_factory=lambda: _column(0))
    family: Table = field(default_factory=lambda: _column(1))
    strangers: Table = field(default_factory=lambda: _column(2))
    shares: Mapping[str, float] = field(default_factory=dict)
    rare: float | None = None

    def with_shares(self, shares: Mapping[str, float], rare: float | None) -> "Model":
        return replace(self, shares=shares, rare=rare)


# Of those who come, this share has a record already, and each has so many of their household in it.
KNOWN_BEFORE, AT_HOME = 0.1, 1.5


def among(people: int) -> Model:
    """The model for somebody who comes to a place where so many people are known."""
    return Model(same_person=KNOWN_BEFORE / max(people, 100), household=AT_HOME / max(people, 100))

"""What a series is asked by: how often, how many times, and a time for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.series.queries import Occurrence

EVERY = (1, 2, 3, 4)  # weeks
TIMES = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 26)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks, so many times; what cannot be read is once a week for six weeks."""

    every: int = 1
    count: int = 6

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        every, count = query.get("every", ""), query.get("count", "")
        return cls(
            int(every) if every.isdecimal() and len(every) < 3 and int(every) in EVERY else 1,
            int(count) if count.isdecimal() and len(count) < 3 and int(count) in TIMES else 6,
        )


def name(number: int) -> str:
    """The field in which the time of one occurrence is sent."""
    return f"visit-{number}"


def sent_choices(sent: Mapping[str, str], count: int) -> list[Choice]:
    """The times that were sent, in order; those left out are not in it."""
    found = (Choice.parse(sent.get(name(number), "")) for number in range(count))
    return [each for each in found if each is not None]


def field_of(occurrence: Occurrence) -> str:
    """The field in which an occurrence's time is sent: a visit that moves is named, a new one numbered."""
    return f"visit-{occurrence.visit.pk}" if occurrence.visit else name(occurrence.number)


def choose(occurrences: Sequence[Occurrence], sent: Mapping[str, str]) -> list[dict[str, object]]:
    """Each occurrence as the form shows it, with what was chosen before kept where it is still to be had."""
    return [
        {
            "occurrence": each,
            "name": field_of(each),
            "chosen": sent.get(field_of(each), each.choices[0][0] if each.choices else ""),
        }
        for each in occurrences
    ]

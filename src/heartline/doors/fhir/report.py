"""What became of every resource: counts by type, reasons, and each problem with its place. Bounded in size."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_PROBLEMS = 1000  # listed in full; beyond, they are only counted


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` and `at` say where ("entry[12].resource"), `element` what in it ("Patient.birthDate")."""

    file: str
    at: str
    element: str
    what: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.at, self.element) if part)
        return f"{place}: {self.what}"


@dataclass
class Report:
    source: str
    counts: dict[str, Counter[str]] = field(default_factory=dict)  # type → taken, updated, unchanged, matched, …
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)  # (type, why) → how many
    not_read_yet: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)  # what was assumed or kept in another way
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    files_read: int = 0
    files_broken: list[str] = field(default_factory=list)  # not read, or not to their end
    files_left: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, type_: str, what: str) -> None:
        self.counts.setdefault(type_, Counter())[what] += 1

    def skip(self, type_: str, why: str) -> None:
        self.count(type_, "skipped")
        self.skipped[type_, why] += 1

    def problem(self, file: str, at: str, element: str, what: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(file, at, element, what))
        else:
            self.more_problems += 1

    def as_json(self) -> dict[str, Any]:
        """For `--report`: the same in JSON. Holds ids and places, no values of resources."""
        return {
            "source": self.source,
            "seconds": round(self.seconds, 2),
            "files": {"read": self.files_read, "broken": self.files_broken, "left_alone": self.files_left},
            "resources": {type_: dict(count) for type_, count in sorted(self.counts.items())},
            "skipped": [{"type": t, "why": why, "count": n} for (t, why), n in self.skipped.most_common()],
            "not_read_yet": dict(self.not_read_yet.most_common()),
            "notes": [{"note": note, "count": n} for note, n in self.notes.most_common()],
            "problems": [asdict(problem) for problem in self.problems],
            "more_problems": self.more_problems,
        }

"""A file of visits (CSV) as a table: odd booleans, dates in any way, further columns told apart by what is in them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from heartline.scheduling.attendance.learning import moments, names
from heartline.scheduling.attendance.learning.fitting import earlier
from heartline.scheduling.attendance.learning.leaks import counts_ahead, leak
from heartline.scheduling.attendance.learning.moments import Moments
from heartline.scheduling.attendance.learning.table import DAY, Column, Floats, Ints, Visits, coded

REQUIRED = ("patient", "booked_at", "starts_at", "attended")
OPTIONAL = ("age", "sex", "reminded")
MISSING = {"", "na", "n/a", "nan", "null", "none", "nil", "?", "-", "unknown", "nat", "missing", "<na>"}
YES = {"1", "1.0", "yes", "y", "true", "t", "si", "sí", "sim", "x", "on"}
NO = {"0", "0.0", "no", "n", "false", "f", "não", "nao", "off"}
CAME = YES | {"attended", "show", "showed", "showed up", "arrived", "present", "kept", "fulfilled", "completed", "seen", "came",
              "checked in", "checked-in", "complete", "done"}  # fmt: skip
STAYED_AWAY = NO | {"no-show", "noshow", "no show", "no_show", "missed", "absent", "dna", "did not attend", "not attended", "failed",
                    "not kept", "did not show", "ns"}  # fmt: skip
FREE_TEXT = 0.5  # share of texts that are there once only


class Unreadable(Exception):
    """The file is not one of visits; the message says what is wrong, for whoever gave it."""


@dataclass(slots=True)
class Read:
    """`kept` and `left_out` tell of each further column whether, and why not, it is used."""

    visits: Visits
    training: Ints  # rows of the earlier part, by time
    test: Ints
    kept: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(path: Path, share: float) -> Read:
    """The visits of a file, its rows split by start: the earlier `share` to learn from. Raises Unreadable, OSError."""
    columns, rows = _columns(path)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise Unreadable(f"{path}: no column {', '.join(missing)}; there are {', '.join(columns)}")
    visits, notes = _core(columns, rows)
    training, test = earlier(visits.starts_at, share)
    result = Read(visits, training, test, notes=notes)
    for name, texts in columns.items():
        if name not in REQUIRED + OPTIONAL:
            _further(result, name, texts)
    notes += [f"no column {name}: done without it" for name in OPTIONAL if name not in columns]
    return result


def _columns(path: Path) -> tuple[dict[str, list[str]], int]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\0" in text:
        raise Unreadable(f"{path}: not a text file")
    lines = text.splitlines(keepends=True)
    head = lines[0] if lines else ""
    table = list(csv.reader(lines, delimiter=max(",;\t|", key=head.count)))
    if len(table) < 2:
        raise Unreadable(f"{path}: no rows")
    header = [cell.strip() for cell in table[0]]
    width = len(header)
    body = [row for row in table[1:] if row]
    padded = [row if len(row) == width else (row + [""] * width)[:width] for row in body]
    by_name: dict[str, list[str]] = {}
    for name, values in zip(header, zip(*padded, strict=True), strict=True):
        known = name.lower() if name.lower() in REQUIRED + OPTIONAL else name
        by_name.setdefault(known or "unnamed", list(values))
    return by_name, len(body)


def _core(columns: dict[str, list[str]], rows: int) -> tuple[Visits, list[str]]:
    notes: list[str] = []
    starts, booked = _both(columns["starts_at"], columns["booked_at"])
    for name, found in (("starts_at", starts), ("booked_at", booked)):
        if found.share < 0.5:
            raise Unreadable(f"{name}: most of its values are no dates ({columns[name][0]!r})")
        if gone := int(np.isnan(found.wall).sum()):
            notes.append(f"{gone} rows without a {name} that can be read")
    starts_at, booked_at = moments.together(starts, booked)
    missed = _missed(columns["attended"])
    if unknown := int(np.isnan(missed).sum()):
        notes.append(f"{unknown} rows without an outcome: forecast, not judged")
    empty = [""] * rows
    ages, sex = _numbers(columns.get("age", empty)), columns.get("sex", empty)
    # Days only: the outcome is known when the day is over, and a booking on that day came before the visit.
    known_at = starts_at if starts.has_hours else np.floor(starts_at / DAY) * DAY + DAY - 1
    late = booked_at > known_at
    if late.any():
        notes.append(f"{int(late.sum())} rows booked after they began: taken as booked when they began")
    patients, labels = coded([text.strip() for text in columns["patient"]])
    # Rows without a patient are each somebody nobody knows.
    patients = np.where(patients < 0, len(labels) + np.arange(rows), patients)
    return (
        Visits(
            patient=patients,
            booked_at=booked_at,
            starts_at=starts_at if starts.has_hours else known_at,
            known_at=known_at,
            booked_wall=booked.wall,
            starts_wall=starts.wall,
            has_hours=starts.has_hours,
            age=ages,
            sex=np.array([_sex(text) for text in sex], dtype=np.str_),
            reminded=_yes_or_no(columns.get("reminded", empty)),
            missed=missed,
        ),
        notes,
    )


def _both(starts: list[str], booked: list[str]) -> tuple[Moments, Moments]:
    """Both columns; where 3/4 could be March or April, that order in which bookings come before visits."""
    first = moments.read(starts), moments.read(booked)
    if not any("/" in text or "-" in text[:3] for text in (starts[0], booked[0])):
        return first
    other = moments.read(starts, month_first=False), moments.read(booked, month_first=False)
    return max(
        (first, other),
        key=lambda pair: (round(pair[0].share + pair[1].share, 3), np.mean(pair[0].wall - pair[1].wall >= -DAY)),
    )


def _missed(texts: Sequence[str]) -> Floats:
    found = np.full(len(texts), np.nan)
    strange: dict[str, int] = {}
    for row, text in enumerate(texts):
        said = text.strip().lower()
        if said in CAME:
            found[row] = 0
        elif said in STAYED_AWAY:
            found[row] = 1
        elif said not in MISSING:
            strange[said] = strange.get(said, 0) + 1
    if sum(strange.values()) > len(texts) / 2 or np.isnan(found).all():
        raise Unreadable(f"attended: cannot tell who came from {', '.join(list(strange)[:5]) or 'nothing'}")
    return found


def _yes_or_no(texts: Sequence[str]) -> Floats:
    said = [text.strip().lower() for text in texts]
    found = np.array([1.0 if s in YES else 0.0 if s in NO else np.nan for s in said])
    return (
        found
        if np.isnan(found).mean() < 0.5
        else np.where(np.isnan(_numbers(texts)), found, (_numbers(texts) > 0) * 1.0)
    )


def _sex(text: str) -> str:
    said = text.strip().lower()
    return (
        ""
        if said in MISSING
        else {"f": "female", "m": "male", "w": "female", "woman": "female", "man": "male"}.get(said, said)
    )


def _numbers(texts: Sequence[str]) -> Floats:
    return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        try:
            found = float(text.strip().replace(",", "."))
        except ValueError:
            return float("nan")
    return found if np.isfinite(found) else float("nan")


def _further(result: Read, name: str, texts: list[str]) -> None:
    """Keep this column if it is what was known before and says something, or tell why not."""
    said = ["" if text.strip().lower() in MISSING else text.strip() for text in texts]
    distinct = set(said) - {""}
    if names.never_used(name, distinct if len(distinct) < 60 else ()):
        result.left_out[name] = "never used: it tells, or stands for, who somebody is"
        return
    column, why = _made(name, said, distinct, result.visits)
    why = why or leak(column, result.visits, result.training)
    if not why and column.numbers is not None and counts_ahead(column.numbers, result.visits, result.training):
        why = "it counts visits whose outcome was not known yet at the booking"
    if why:
        result.left_out[name] = why
    else:
        result.kept.append(name)
        object.__setattr__(result.visits, "further", (*result.visits.further, column))


def _made(name: str, said: list[str], distinct: set[str], visits: Visits) -> tuple[Column, str]:
    """The column as numbers or codes, and why it says nothing, if so."""
    there = max(1, sum(1 for text in said if text))
    codes, labels = coded(said)
    as_text = Column(name, codes=codes, labels=labels)
    if (len(distinct) < 2 and there == len(said)) or not distinct:
        return as_text, "it is the same everywhere"
    lower = {text.lower() for text in distinct}
    if lower <= YES | NO and len(lower) >= 2:
        return Column(name, numbers=_yes_or_no(said)), ""
    if len(distinct) == 1:
        return Column(name, numbers=np.array([1.0 if text else 0.0 for text in said])), ""
    numbers = _numbers(said)
    if np.sum(~np.isnan(numbers)) > 0.98 * there:
        unique = len(distinct) > 0.95 * there and there > 50
        whole = bool(np.all(np.mod(numbers[~np.isnan(numbers)], 1) == 0))
        if (unique and whole) or (names.an_identity(name) and len(distinct) > 0.05 * there):
            return Column(name, numbers=numbers), "" if leaky_number(
                numbers, visits
            ) else "it only names a row or a person"
        return Column(name, numbers=numbers), ""
    dates = moments.read(said)
    if dates.share > 0.9 and len(distinct) > 2:
        return _date(name, dates, visits)
    if len(distinct) > FREE_TEXT * there:
        return as_text, "free text, or a name for each row"
    return as_text, ""


def leaky_number(numbers: Floats, visits: Visits) -> bool:
    """A row's number is left to the leak test when it sorts the outcomes, so that the note tells the true reason."""
    rows = np.flatnonzero(~np.isnan(numbers) & ~np.isnan(visits.missed)).astype(np.int64)
    return bool(leak(Column("number", numbers=numbers), visits, rows))


def _date(name: str, dates: Moments, visits: Visits) -> tuple[Column, str]:
    """Days before the booking; a date after it was not known then."""
    days = (visits.booked_wall - dates.wall) / DAY
    column = Column(name, numbers=days)
    later = np.mean(days[~np.isnan(days)] < -1 / 24) if np.any(~np.isnan(days)) else 0.0
    if later > 0.002 and not names.about_reminders(name):
        return column, "its dates are later than the booking"
    if later > 0.002:
        return Column(name, numbers=(~np.isnan(days)).astype(np.float64)), ""
    return column, ""

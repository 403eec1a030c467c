"""Which records are one person: those that links connect, however many steps apart."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

Record = TypeVar("Record", bound=Hashable)


def persons(records: Collection[Record], links: Iterable[tuple[Record, Record]]) -> list[set[Record]]:
    """The records, sorted into persons. Links to records outside of `records` say nothing here."""
    next_to: dict[Record, set[Record]] = defaultdict(set)
    known = set(records)
    for a, b in links:
        if a in known and b in known:
            next_to[a].add(b)
            next_to[b].add(a)
    found: list[set[Record]] = []
    left = set(known)
    for start in records:
        if start not in left:
            continue
        person, reached = {start}, [start]
        while reached:
            fresh = next_to[reached.pop()] - person
            person |= fresh
            reached.extend(fresh)
        left -= person
        found.append(person)
    return found


def leading(person: Collection[Record], age: Mapping[Record, Any]) -> Record:
    """The record whose id the person has: the oldest by `age` (anything that sorts), whoever linked what, and when."""
    return min(person, key=lambda record: age[record])


class HasLogin(Protocol):
    """A record, as far as it matters for whose it is."""

    person_id: Any
    pk: Any
    account_id: Any


Kept = TypeVar("Kept", bound=HasLogin)


def one_each(records: Iterable[Kept], account_id: Any) -> list[Kept]:
    """One record for each person, in the order they came: that of this login, else the leading one, else the first."""
    found: dict[Any, Kept] = {}
    for record in records:
        known = found.setdefault(record.person_id, record)
        if record.account_id == account_id or (record.pk == record.person_id and known.account_id != account_id):
            found[record.person_id] = record
    return list(found.values())


def in_order(a: Record, b: Record) -> tuple[Record, Record]:
    """A pair as it is kept: the smaller id first. Raises ValueError for a record and itself."""
    if a == b:
        raise ValueError("a record is not linked to itself")
    return (a, b) if a < b else (b, a)  # type: ignore[operator]

"""Who looked at whose data. Append-only and hash-chained; patients read it in plain words.

A request collects what it read and writes it just before its transaction commits: the chain is a single file
line, so its lock should be held as briefly as can be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from heartline.kernel import actor, clock


@dataclass(frozen=True, slots=True)
class Reading:
    patient_id: UUID | None
    what: str
    reason: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of checking the chain. `broken_at` is the id of the first entry that does not fit."""

    entries: int
    broken_at: int | None
    head: bytes

    @property
    def whole(self) -> bool:
        return self.broken_at is None


_collected: ContextVar[list[Reading] | None] = ContextVar("heartline_audit", default=None)


@contextmanager
def gathering() -> Iterator[list[Reading]]:
    """Gather readings; whoever opened the block writes them with `flush`, in a transaction, just before it commits."""
    readings: list[Reading] = []
    token = _collected.set(readings)
    try:
        yield readings
    finally:
        _collected.reset(token)


@contextmanager
def collecting() -> Iterator[None]:
    """Gather readings and write them when the block ends well; call inside the transaction."""
    with gathering():
        yield
        flush()


def read(patient_id: UUID | None, what: str, reason: str = "", *, confidential: bool = False) -> None:
    """Note that the current actor sees `what` ("timeline", "search result") of this patient now.

    A look at something `confidential` is told to the patient, and to no proxy: it would say that there is something.
    """
    reading = Reading(patient_id, what, reason, confidential)
    pending = _collected.get()
    if pending is None:
        _write([reading])
    elif reading not in pending:
        pending.append(reading)


def flush() -> None:
    """Write what was collected so far."""
    pending = _collected.get()
    if pending:
        _write(pending)
        pending.clear()


def _write(readings: list[Reading]) -> None:
    who = actor.current()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_entry
                (id, at, patient_id, actor_kind, actor_id, actor_label, actor_role, door, what, reason,
                 confidential, previous_hash, hash)
            SELECT 0, %s, reading.patient_id, %s, %s, %s, %s, %s, reading.what, reading.reason,
                   reading.confidential, '', ''
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::boolean[])
                 AS reading(patient_id, what, reason, confidential)
            """,
            [
                clock.now(),
                who.kind,
                who.account_id,
                who.label,
                who.role,
                who.door,
                [reading.patient_id for reading in readings],
                [reading.what for reading in readings],
                [reading.reason for reading in readings],
                [reading.confidential for reading in readings],
            ],
        )


def verify() -> Verdict:
    """Recompute the whole chain in the database. About a million entries in ten seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*),
                   min(id) FILTER (WHERE hash <> heartline_audit_hash(entry, prior)
                                      OR previous_hash <> prior OR id <> place),
                   coalesce((SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1), ''::bytea)
            FROM (SELECT audit_entry AS entry, id, hash, previous_hash,
                         lag(hash, 1, ''::bytea) OVER (ORDER BY id) AS prior,
                         row_number() OVER (ORDER BY id) AS place
                  FROM audit_entry) AS chain
            """
        )
        entries, broken_at, head = cursor.fetchone()
    return Verdict(entries, broken_at, bytes(head))


def holds(entry_id: int, digest: bytes) -> bool:
    """Whether the entry seen by an earlier check is still there unchanged (0 of an empty log: always)."""
    if entry_id == 0:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash = %s FROM audit_entry WHERE id = %s", [digest, entry_id])
        row = cursor.fetchone()
    return bool(row and row[0])

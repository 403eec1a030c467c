"""Who changes what holds for a whole person queues for it: linking them, and giving them a visit."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# The advisory locks of scheduling.booking.locks: a name means the same there.
QUEUE = 7202
LINKING = 7203


def name(person_id: UUID) -> str:
    """What queues for a person are called."""
    return f"person:{person_id}"


def take(persons: Iterable[UUID]) -> None:
    """Wait until nobody else links or books for these persons; held until the transaction ends."""
    with connection.cursor() as cursor:
        for person in sorted(persons):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name(person), QUEUE])


def take_all() -> None:
    """Wait until nobody else links anything; held until the transaction ends.

    Links change whole groups of records, so that two at once could each miss what the other joined. They are rare, and
    quick.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING])

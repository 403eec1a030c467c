"""How many records are duplicates, as AHIMA counts them: of all records, and of those made on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from heartline.people.linking.models import DuplicateDay

TARGET = 0.01  # of all records (AHIMA's goal); surveys of the field find an average of 0.08 to 0.12
FIELD = (0.08, 0.12)
SHOWN = 90  # days


@dataclass(frozen=True, slots=True)
class Rate:
    """`error` is duplicates of all records, `creation` duplicates of the records made that day (None: none were made)."""

    day: date
    records: int
    error: float
    waiting: float
    creation: float | None

    @property
    def on_target(self) -> bool:
        return self.error <= TARGET


def rate(counted: DuplicateDay) -> Rate:
    records = counted.records or 1
    return Rate(
        counted.day,
        counted.records,
        counted.duplicates / records,
        counted.waiting / records,
        counted.registered_twice / counted.registered if counted.registered else None,
    )


def rates(until: date, days: int = SHOWN) -> list[Rate]:
    """The rates of the last days that were counted, the oldest first. One query."""
    found = DuplicateDay.objects.filter(day__gt=until - timedelta(days=days), day__lte=until).order_by("day")
    return [rate(counted) for counted in found]


def count(day: date) -> DuplicateDay:
    """Count the records as they are now and keep it as the figure of `day`. One pass over the records.

    A record is a duplicate where another, older one is the same person's: linked, or proposed and not yet decided. Of
    a proposed pair it is the younger one. `registered` are those made on that day (UTC).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH proposed AS (
                SELECT DISTINCT CASE WHEN (a.created_at, a.id) > (b.created_at, b.id) THEN a.id ELSE b.id END AS id
                FROM people_link AS link JOIN people_patient AS a ON a.id = a_id JOIN people_patient AS b ON b.id = b_id
                WHERE link.state = 'proposed' AND a.person_id <> b.person_id
            ), record AS (
                SELECT p.created_at::date = %(day)s AS fresh, p.person_id <> p.id AS linked,
                       p.person_id = p.id AND proposed.id IS NOT NULL AS waits
                FROM people_patient AS p LEFT JOIN proposed ON proposed.id = p.id
            )
            SELECT count(*), count(*) FILTER (WHERE linked OR waits), count(*) FILTER (WHERE waits),
                   count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE fresh AND (linked OR waits))
            FROM record
            """,
            {"day": day},
        )
        records, duplicates, waiting, registered, twice = cursor.fetchone()
    counted, _ = DuplicateDay.objects.update_or_create(
        day=day,
        defaults={
            "records": records,
            "duplicates": duplicates,
            "waiting": waiting,
            "registered": registered,
            "registered_twice": twice,
        },
    )
    return counted

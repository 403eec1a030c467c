"""Keeps by what patients are compared in step with what is known of them, and counts how common names are."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from heartline.people.matching.keys import keys_of
from heartline.people.matching.models import MatchKeys, NameShare
from heartline.people.matching.records import read
from heartline.people.models import Patient

AT_ONCE = 2000
COUNTED = "*"  # the row that says that names were counted, and from which share on they are listed
FEWEST, LEAST = 5, 0.0002


def rekey(patient_ids: Collection[UUID]) -> None:
    """Write the keys of these records anew. Two queries."""
    people = read(patient_ids)
    MatchKeys.objects.bulk_create(
        [MatchKeys(patient_id=patient_id, keys=keys_of(person)) for patient_id, person in people.items()],
        update_conflicts=True,
        unique_fields=["patient"],
        update_fields=["keys"],
    )


def key_missing() -> int:
    """Give keys to all who have none (they were here before matching was, or came by a bulk load); return how many."""
    number, last = 0, UUID(int=0)
    while some := list(_without(last)):
        rekey(some)
        number, last = number + len(some), some[-1]
    return number


def _without(after: UUID) -> "QuerySet[Patient, UUID]":
    """Ids of the next who have no keys, in the order of ids."""
    keyed = MatchKeys.objects.filter(patient_id=OuterRef("pk"))
    missing = Patient.objects.filter(~Exists(keyed), pk__gt=after).order_by("pk")
    return missing.values_list("pk", flat=True)[:AT_ONCE]


def count_names() -> None:
    """Count how many patients have each word of a name, and keep those that many have. One pass over the search texts."""
    with transaction.atomic(), connection.cursor() as cursor:
        NameShare.objects.all().delete()
        cursor.execute(
            """
            WITH everybody AS (SELECT count(*) AS people FROM people_patient),
            counted AS (
                SELECT word, count(*) AS number FROM people_patient, string_to_table(search, ' ') AS word
                WHERE word ~ '^[a-z]{1,30}$' GROUP BY word
            )
            INSERT INTO people_nameshare (word, share)
            SELECT word, number::float / people FROM counted, everybody WHERE number >= greatest(%s, people * %s)
            UNION ALL SELECT %s, greatest(%s, people * %s)::float / greatest(people, 1) FROM everybody
            """,
            [FEWEST, LEAST, COUNTED, FEWEST, LEAST],
        )

"""Who wants the same time queues for it: advisory locks, always taken in one order, so nobody waits in a circle."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from heartline.scheduling.availability.rules import FreeTime


def names(time: FreeTime, patient_id: UUID | None, room_kind: str) -> set[str]:
    """What a booking of `time` has to have for itself: the patient, the clinician's day, the site's rooms that day."""
    day = time.local_start.date().isoformat()
    wanted = {f"clinician:{time.clinician_id}:{day}"}
    if patient_id:
        wanted.add(f"patient:{patient_id}")
    if time.room_id:
        wanted.add(f"rooms:{time.site_id}:{room_kind}:{day}")
    if time.further:
        # Which device or helper it will be is only known once nobody else chooses; who is booked alone queues, too.
        wanted |= {f"further:{time.site_id}:{day}", *(f"clinician:{each}:{day}" for each in time.further)}
    return wanted


def take(wanted: Iterable[str]) -> None:
    """Wait for all of `wanted`; held until the transaction, or the savepoint it is in, ends. Two queries; one without a
    patient.

    They are locked in the order of their names, so two callers with two names each cannot hold one and wait for the other.
    Who books several visits in one transaction takes the names of all of them before the first.

    A patient's name stands for the person of whom theirs is a record. Who links records takes both persons' names
    (people.linking.locks); where that happened while we waited, we wait in the person's new queue, too.
    """
    held: set[str] = set()
    asked = sorted(wanted)
    while asked:
        taken = _take(asked)
        if taken <= held:
            return
        held |= taken
        asked = [name for name in asked if name.startswith("patient:")]


def _take(names: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name, pg_advisory_xact_lock(hashtextextended(name, 7202))
            FROM (
                SELECT coalesce('person:' || record.person_id, given) COLLATE "C" AS name
                FROM unnest(%s::text[]) AS given
                LEFT JOIN people_patient AS record
                    ON record.id = CASE WHEN given LIKE 'patient:%%' THEN substr(given, 9)::uuid END
                ORDER BY 1
            ) AS queue
            """,
            [names],
        )
        return {name for name, _ in cursor.fetchall()}

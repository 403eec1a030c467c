"""A booking, a move and a cancellation, against bare SQL that writes the same rows and asks nothing."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction

from bench._clinic import Clinic, clinic, median, say
from heartline.kernel import clock
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.booking.actions import book, cancel, reschedule
from heartline.scheduling.models import Appointment

ROUNDS = 30


def main() -> None:
    """Print a line for each action."""
    with clinic(patients=ROUNDS * 4) as made:
        start = clock.now() + timedelta(days=2)
        later = start + timedelta(days=14)
        found = free_times(made.service, start=start, end=later, mode="in_person")
        times, patients = iter(found), iter(made.patients)
        # One an hour, so that each has its room to itself.
        apart = {time.starts_at.replace(minute=0): time for time in
                 free_times(made.service, start=later, end=later + timedelta(days=14))}  # fmt: skip
        visits: list[Appointment] = []

        def booking() -> None:
            time = next(times)
            visits.append(
                book(next(patients), made.service, time.clinician_id, time.starts_at, mode="in_person", key=uuid4().hex)
            )

        booked = median(booking, ROUNDS)
        moving, cancelling = iter(visits), iter(visits)

        def move() -> None:
            time = next(times)
            reschedule(next(moving), time.clinician_id, time.starts_at, key=uuid4().hex)

        moved = median(move, ROUNDS)
        cancelled = median(lambda: cancel(next(cancelling), "other", key=uuid4().hex), ROUNDS)
        untouched = iter(apart.values())
        bare = median(lambda: _bare(made, untouched), ROUNDS)
        for what, took in (("book", booked), ("move", moved), ("cancel", cancelled)):
            say(what, took, bare)


def _bare(made: Clinic, times: Iterator[FreeTime]) -> None:
    """The rows of one booking: two reservations, the visit, the event, its job, the key, the notices."""
    time, visit, now = next(times), uuid4(), clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        for resource in (time.clinician_id, time.room_id):
            cursor.execute(
                "INSERT INTO scheduling_reservation (id, resource_id, period, service_id, appointment_id, holder, note) "
                "VALUES (%s, %s, tstzrange(%s, %s), %s, %s, '', '')",
                [uuid4(), resource, time.starts_at, time.ends_at, made.service.pk, visit],
            )
        cursor.execute(
            "INSERT INTO scheduling_appointment (id, patient_id, service_id, clinician_id, site_id, period, mode, status, "
            "reason, cancel_reason, cancel_note, sequence, booked_door, booked_by, booked_at, changed_at) "
            "VALUES (%s, %s, %s, %s, %s, tstzrange(%s, %s), 'in_person', 'booked', '', '', '', 0, '', '', %s, %s)",
            [visit, made.patients[-1].pk, made.service.pk, time.clinician_id, time.site_id, time.starts_at, time.ends_at,
             now, now],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO ledger_event (at, kind, patient_id, subject_id, actor_kind, actor_label, actor_role, door, data) "
            "VALUES (%s, 'bench', %s, %s, 'system', '', '', 'system', '{}')",
            [now, made.patients[-1].pk, visit],
        )
        cursor.execute(
            "INSERT INTO idempotency_key (id, action, key, result) VALUES (%s, 'bench', %s, %s)",
            [uuid4(), visit, visit],
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('bench', 'heartline.react', '{}')"
        )
        cursor.execute("SELECT pg_notify('bench', '')")

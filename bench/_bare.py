"""The statements of a booking and of a move, as somebody would write them who has only SQL: what the actions are held against.

They ask and write the same: has this key been used, is the time free by the database's own function, who queues for it; then
reservation, visit, ledger entry, its jobs, the key and the notices. A refusal looks for the nearest times, as the action's does.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from psycopg.errors import ExclusionViolation

from heartline.kernel import clock, reactions
from heartline.kernel.models import Event

FREE = "heartline_free_times(%s, %s, %s, %s, %s, NULL, 'video', '', false, %s, %s, NULL)"
OFFERED = f"SELECT * FROM {FREE}"
COLLEAGUES = """
    ARRAY(SELECT DISTINCT b.resource_id FROM scheduling_workingpattern a JOIN scheduling_workingpattern b ON b.site_id = a.site_id
          WHERE a.resource_id = %s AND b.resource_id <> a.resource_id)
"""
NEAREST = f"""
    SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY near.clinician_id = %s
                                                ORDER BY abs(extract(epoch FROM near.starts_at - %s))) AS place
                   FROM (SELECT * FROM {FREE} UNION ALL SELECT * FROM {FREE.replace("%s, NULL", f"{COLLEAGUES}, NULL", 1)}) near) ranked
    WHERE place <= 6
"""
LENGTH = timedelta(minutes=20)


def book(service: UUID, patient: UUID, clinician: UUID, site: UUID, start: datetime) -> bool:
    """Whether the visit was booked."""
    visit, now = uuid4(), clock.now()
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                _begin(cursor, visit)
                cursor.execute("SELECT count(*) FROM scheduling_appointment WHERE patient_id = %s", [patient])
                _lock(cursor, [f"clinician:{clinician}:{start.date()}", f"patient:{patient}"])
                cursor.execute(
                    OFFERED, [service, start, start + timedelta(microseconds=1), now, [clinician], None, patient]
                )
                if cursor.fetchone():
                    _reserve(cursor, visit, service, clinician, start)
                    cursor.execute(
                        "INSERT INTO scheduling_appointment (id, patient_id, service_id, clinician_id, site_id, period, mode, "
                        "status, reason, cancel_reason, cancel_note, sequence, booked_door, booked_by, booked_at, changed_at) "
                        "VALUES (%s, %s, %s, %s, %s, tstzrange(%s, %s), 'video', 'booked', '', '', '', 0, '', '', %s, %s)",
                        [visit, patient, service, clinician, site, start, start + LENGTH, now, now],
                    )
                    _tell(cursor, "appointment.booked", patient, visit, site, start)
                    return True
        except IntegrityError as error:
            if not isinstance(error.__cause__, ExclusionViolation):
                raise
        days, hours = timedelta(days=2), timedelta(hours=3)
        cursor.execute(
            NEAREST,
            [
                *[clinician, start, service, start - days, start + days, now, [clinician], None, patient],
                *[service, start - hours, start + hours, now, clinician, None, patient],
            ],
        )
        cursor.fetchall()
    return False


def move(visit: UUID, service: UUID, patient: UUID, clinician: UUID, site: UUID, start: datetime) -> None:
    """Move a visit to a free time."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        _begin(cursor, uuid4())
        cursor.execute("SELECT * FROM scheduling_appointment WHERE id = %s FOR UPDATE", [visit])
        _lock(cursor, [f"clinician:{clinician}:{start.date()}", f"patient:{patient}"])
        cursor.execute(OFFERED, [service, start, start + timedelta(microseconds=1), now, [clinician], None, patient])
        cursor.execute("DELETE FROM scheduling_reservation WHERE appointment_id = %s", [visit])
        _reserve(cursor, visit, service, clinician, start)
        cursor.execute(
            "UPDATE scheduling_appointment SET clinician_id = %s, site_id = %s, period = tstzrange(%s, %s), sequence = sequence + 1, "
            "changed_at = %s WHERE id = %s",
            [clinician, site, start, start + LENGTH, now, visit],
        )
        _tell(cursor, "appointment.rescheduled", patient, visit, site, start)


def _begin(cursor: Any, key: UUID) -> None:
    """A key that nobody has used."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    cursor.execute("SELECT result FROM idempotency_key WHERE action = 'bare' AND key = %s", [str(key)])
    cursor.execute(
        "INSERT INTO idempotency_key (id, action, key, result) VALUES (%s, 'bare', %s, %s)", [uuid4(), str(key), key]
    )


def _lock(cursor: Any, names: list[str]) -> None:
    cursor.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(name, 7202)) FROM unnest(%s::text[]) AS name", [sorted(names)]
    )


def _reserve(cursor: Any, visit: UUID, service: UUID, clinician: UUID, start: datetime) -> None:
    cursor.execute(
        "INSERT INTO scheduling_reservation (id, resource_id, period, service_id, appointment_id, holder, note) "
        "VALUES (%s, %s, tstzrange(%s, %s), %s, %s, '', '')",
        [uuid4(), clinician, start, start + LENGTH, service, visit],
    )


def _tell(cursor: Any, kind: str, patient: UUID, visit: UUID, site: UUID, start: datetime) -> None:
    cursor.execute(
        f"INSERT INTO {Event._meta.db_table} (at, kind, patient_id, subject_id, site_id, actor_kind, actor_label, actor_role, door, data) "
        "VALUES (%s, %s, %s, %s, %s, 'system', '', '', 'system', '{}')",
        [clock.now(), kind, patient, visit, site],
    )
    if jobs := len(reactions._reactions[kind]):
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
            "SELECT 'bench', 'heartline.react', '{}' FROM generate_series(1, %s)",
            [jobs],
        )
    cursor.execute(
        "SELECT pg_notify('bench', %s), pg_notify('bench', %s)", [f"day:{site}:{start.date()}", f"patient:{patient}"]
    )

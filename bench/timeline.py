"""A page of a timeline of ten thousand entries, against the bare SELECT of the same rows."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction

from bench._clinic import median, say
from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.timeline.queries import timeline

ENTRIES, PAGE = 10_000, 50
BARE = "SELECT * FROM ledger_event WHERE patient_id = %s ORDER BY at DESC, id DESC LIMIT %s"


def main() -> None:
    """The newest page, and one from the middle."""
    with transaction.atomic():
        patient, now = uuid4(), clock.now()
        facts = {"service_name": {"en": "Bench"}, "starts_at": now.isoformat(), "site": "Bench", "clinician": "Bench"}
        Event.objects.bulk_create(
            Event(
                at=now - timedelta(hours=n),
                kind="appointment.booked",
                patient_id=patient,
                actor_kind="staff",
                data=facts,
            )
            for n in range(ENTRIES)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE ledger_event")
            bare = median(lambda: cursor.execute(BARE, [patient, PAGE]).fetchall())
        middle = f"{(now - timedelta(hours=ENTRIES // 2)).isoformat()}~0"
        say("newest 50 of 10,000 entries", median(lambda: timeline(patient, limit=PAGE)), bare)
        say("50 from the middle", median(lambda: timeline(patient, before=middle, limit=PAGE)), bare)
        transaction.set_rollback(True)

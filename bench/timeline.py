"""A page of the timeline of a patient with ten thousand entries, against the bare SELECT of the same rows."""

from datetime import timedelta

from django.db import connection

from bench._measure import Measurement, measure
from bench._world import LONG, World
from heartline.kernel import clock
from heartline.people.timeline.queries import timeline

PAGE = 50
BARE = "SELECT * FROM ledger_event WHERE patient_id = %s AND at < %s ORDER BY at DESC, id DESC LIMIT %s"


def newest(world: World) -> Measurement:
    """The page that opens with the patient."""
    return _page(world, "timeline: newest 50 of 10,000", 0)


def middle(world: World) -> Measurement:
    """A page far back."""
    return _page(world, "timeline: 50 from the middle", LONG // 2)


def _page(world: World, action: str, hours: int) -> Measurement:
    assert world.long is not None
    patient, at = world.long, clock.now() - timedelta(hours=hours)
    before = f"{at.isoformat()}~0" if hours else ""

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [patient, at, PAGE + 1])
            cursor.fetchall()

    return measure(action, world, lambda: timeline(patient, before=before, limit=PAGE), bare)


SUBJECTS = (newest, middle)

"""A booking and a move, committed to the disk, against the bare statements that ask and write the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from bench import _bare
from bench._measure import Measurement, measure, rounds
from bench._world import World
from heartline.kernel import clock
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.booking.actions import book, reschedule
from heartline.scheduling.models import Appointment

TURNS = 100


def booking(world: World) -> Measurement:
    """A visit that nobody else wants."""
    times, people = _times(world, 2), world.bookers

    def work() -> Appointment:
        time = next(times)
        return book(
            next(people), world.service, time.clinician_id, time.starts_at, mode="video", key=uuid4().hex, online=False
        )

    def bare() -> None:
        time = next(times)
        assert _bare.book(world.service.pk, next(people).pk, time.clinician_id, time.site_id, time.starts_at)

    return measure("book", world, work, bare, TURNS)


def moving(world: World) -> Measurement:
    """A visit from one day to another."""
    times, people = _times(world, 4), world.bookers
    visits: list[Appointment] = []
    for _ in range(2 * rounds(world, TURNS) + 20):
        time = next(times)
        visits.append(
            book(
                next(people),
                world.service,
                time.clinician_id,
                time.starts_at,
                mode="video",
                key=uuid4().hex,
                online=False,
            )
        )
    mine, theirs, later = iter(visits[::2]), iter(visits[1::2]), _times(world, 6)

    def work() -> None:
        time = next(later)
        reschedule(next(mine), time.clinician_id, time.starts_at, key=uuid4().hex, online=False)

    def bare() -> None:
        time, visit = next(later), next(theirs)
        _bare.move(visit.pk, world.service.pk, visit.patient_id, time.clinician_id, time.site_id, time.starts_at)

    return measure("move", world, work, bare, TURNS)


def _times(world: World, day: int) -> Iterator[FreeTime]:
    """Free times from that day on, spread over the clinicians."""
    start = datetime.combine(world.today + timedelta(days=day), datetime.min.time(), clock.now().tzinfo)
    found = free_times(world.service, start=start, end=start + timedelta(days=2), mode="video", online=False)
    apart = [time for time in found if time.starts_at.minute % 20 == 0]  # on the grid of ten minutes, others overlap
    world.rng.shuffle(apart)
    return iter(apart)


SUBJECTS = (booking, moving)

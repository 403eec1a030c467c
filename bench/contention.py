"""Sixty-four clients who want the same few times at once: nobody gets what another has, whatever the throughput."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from uuid import UUID, uuid4

from django.db import connection, connections

from bench import _bare
from bench._measure import Measurement, quantile
from bench._world import World
from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Service

PROCESSES, THREADS = 4, 16
TRIES_A_TIME = 10  # so many want each time

Wish = tuple[UUID, UUID, UUID, datetime]  # patient, clinician, site, start
Try = Callable[[Service, Wish], bool]


def contended(world: World) -> Measurement:
    """`world.tries` tries by each side, half of the clinicians' times for each; counted afterwards in the database."""
    wishes = _wishes(world)
    half = len(wishes) // 2
    mine, took, booked = _race(world.service, wishes[:half], _by_action)
    theirs, bare_took, bare_booked = _race(world.service, wishes[half:], _by_bare)
    doubles, kept = _doubles(world)
    if doubles or kept < booked + bare_booked:
        raise AssertionError(f"{doubles} double bookings; {booked + bare_booked} acknowledged, {kept} kept")
    rate, bare_rate = len(mine) / took, len(theirs) / bare_took
    p50, bare_p50 = quantile(mine, 0.5), quantile(theirs, 0.5)
    note = f"{len(mine):,} tries by {PROCESSES * THREADS} clients, {booked:,} booked, 0 twice; ratio of throughput"
    return Measurement(
        "book under contention", world.name, p50, quantile(mine, 0.99), rate, 0, bare_p50, bare_rate / rate, note=note
    )


def _wishes(world: World) -> list[Wish]:
    start = datetime.combine(world.today + timedelta(days=4), datetime.min.time(), clock.now().tzinfo)
    found = free_times(world.service, start=start, end=start + timedelta(days=4), mode="video", online=False)
    found = [each for each in found if each.starts_at.minute % 20 == 0]
    by_start = sorted(found, key=lambda each: (each.clinician_id, each.starts_at))
    times = by_start[: 2 * max(1, world.tries // TRIES_A_TIME)]
    half, wishes, rng = len(times) // 2, [], random.Random(3)
    for some in (times[:half], times[half:]):
        for _ in range(world.tries):
            each = rng.choice(some)
            wishes.append((rng.choice(world.patients), each.clinician_id, each.site_id, each.starts_at))
    return wishes


def _by_action(service: Service, wish: Wish) -> bool:
    patient, clinician, _site, start = wish
    try:
        book(Patient.objects.get(pk=patient), service, clinician, start, mode="video", key=uuid4().hex, online=False)
    except Refused:
        return False
    return True


def _by_bare(service: Service, wish: Wish) -> bool:
    patient, clinician, site, start = wish
    return _bare.book(service.pk, patient, clinician, site, start)


def _race(service: Service, wishes: list[Wish], attempt: Try) -> tuple[list[float], float, int]:
    """Milliseconds of each try, seconds for all, and how many were told that they have their time."""
    connections.close_all()
    connection.close_pool()  # each process makes its own
    context = multiprocessing.get_context("fork")
    began = time.perf_counter()
    running = []
    for number in range(PROCESSES):
        here, there = context.Pipe()
        process = context.Process(target=_client, args=(service, wishes[number::PROCESSES], attempt, there))
        process.start()
        running.append((process, here))
    times: list[float] = []
    booked = 0
    for process, here in running:
        some, won = here.recv()
        process.join()
        times += some
        booked += won
    return times, time.perf_counter() - began, booked


def _client(service: Service, wishes: list[Wish], attempt: Try, answer: Connection) -> None:
    def one(some: list[Wish]) -> tuple[list[float], int]:
        times, won = [], 0
        try:
            for wish in some:
                start = time.perf_counter()
                won += attempt(service, wish)
                times.append((time.perf_counter() - start) * 1000)
        finally:
            connection.close()
        return times, won

    with ThreadPoolExecutor(THREADS) as threads:
        done = list(threads.map(one, [wishes[number::THREADS] for number in range(THREADS)]))
    answer.send(([each for times, _won in done for each in times], sum(won for _times, won in done)))


def _doubles(world: World) -> tuple[int, int]:
    """Visits that overlap another of the same clinician or patient, and visits that are there, of those made here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM scheduling_appointment b WHERE b.id <> a.id AND b.period && a.period "
            "AND b.status = 'booked' AND (b.clinician_id = a.clinician_id OR b.patient_id = a.patient_id))), "
            "count(*) FROM scheduling_appointment a WHERE a.booked_at > %s AND a.status = 'booked'",
            [world.began],
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


SUBJECTS = (contended,)

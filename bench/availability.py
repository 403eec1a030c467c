"""First open times of a service that a thousand clinicians give, against bare SQL that only reads the rows which decide them."""

from datetime import timedelta

from django.db import connection

from bench._measure import Measurement, measure
from bench._world import World
from heartline.kernel import clock
from heartline.scheduling.availability.queries import days_with_times, next_free

# Every clinician's hours of two days, with what is taken of them: less than any answer needs.
BARE = """
    SELECT p.resource_id, d::date, count(t.id)
    FROM scheduling_offering o
    JOIN scheduling_workingpattern p ON p.resource_id = o.resource_id
    JOIN people_site s ON s.id = p.site_id
    JOIN generate_series(%s::date, %s::date, interval '1 day') d ON extract(isodow FROM d) = p.weekday
    LEFT JOIN scheduling_reservation t ON t.resource_id = p.resource_id
         AND t.period && tstzrange((d + p.starts) AT TIME ZONE s.time_zone, (d + p.ends) AT TIME ZONE s.time_zone)
    WHERE o.service_id = %s AND (%s::uuid IS NULL OR s.id = %s)
    GROUP BY 1, 2
"""


def first_open(world: World) -> Measurement:
    """The soonest three anywhere: what a patient sees first."""
    return measure(
        "first open times", world, lambda: next_free(world.service, n=3, mode="video"), lambda: _bare(world, 1), 40
    )


def first_open_with_room(world: World) -> Measurement:
    """The same for a visit in person, for which a room must be free, too."""
    return measure(
        "first open times with a room", world, lambda: next_free(world.service, n=3, mode="in_person"),
        lambda: _bare(world, 1), 40,
    )  # fmt: skip


def two_weeks_of_a_site(world: World) -> Measurement:
    """How many times each of fourteen days has at one site: the picker's calendar."""
    today, site = clock.now().date(), world.sites[0].pk
    return measure(
        "picker: 14 days of a site", world,
        lambda: days_with_times(world.service, first=today, days=14, site_id=site, mode="video"),
        lambda: _bare(world, 13, site), 20,
    )  # fmt: skip


def _bare(world: World, days: int, site: object = None) -> int:
    with connection.cursor() as cursor:
        first = world.today
        cursor.execute(BARE, [first, first + timedelta(days=days), world.service.pk, site, site])
        return len(cursor.fetchall())


SUBJECTS = (first_open, first_open_with_room, two_weeks_of_a_site)

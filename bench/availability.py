"""Free times of 40 clinicians over 14 days, against bare SQL that only reads the rows which decide them."""

from datetime import timedelta

from django.db import connection

from bench._clinic import Clinic, clinic, median, say
from heartline.kernel import clock
from heartline.scheduling.availability.queries import days_with_times, free_times, next_free

DAYS = 14
BARE = """
    SELECT p.resource_id, d::date, count(t.id)
    FROM scheduling_offering o
    JOIN scheduling_workingpattern p ON p.resource_id = o.resource_id
    JOIN people_site s ON s.id = p.site_id
    JOIN generate_series(%s::date, %s::date, interval '1 day') d ON extract(isodow FROM d) = p.weekday
    LEFT JOIN scheduling_reservation t ON t.resource_id = p.resource_id
         AND t.period && tstzrange((d + p.starts) AT TIME ZONE s.time_zone, (d + p.ends) AT TIME ZONE s.time_zone)
    WHERE o.service_id = %s
    GROUP BY 1, 2
"""


def main() -> None:
    """Print a line for each way of asking."""
    with clinic() as made:
        now = clock.now()
        bare = median(lambda: _bare(made))
        service, end = made.service, now + timedelta(days=DAYS)
        say(f"counts of {DAYS} days", median(lambda: days_with_times(service, first=now.date(), days=DAYS)), bare)
        say(f"first 20 of {DAYS} days", median(lambda: free_times(service, start=now, end=end, limit=20)), bare)
        say("soonest three", median(lambda: next_free(service, n=3)), bare)


def _bare(made: Clinic) -> int:
    today = clock.now().date()
    with connection.cursor() as cursor:
        cursor.execute(BARE, [today, today + timedelta(days=DAYS), made.service.pk])
        return len(cursor.fetchall())

"""A site's day as the desk shows it, against bare SELECTs of the same rows."""

from datetime import timedelta

from django.db import connection

from bench._measure import Measurement, measure
from bench._world import World
from heartline.scheduling.booking.queries import day, local_day
from heartline.scheduling.desk.board import board

VISITS = (
    "SELECT a.*, p.name, p.language, s.name FROM scheduling_appointment a JOIN people_patient p ON p.id = a.patient_id "
    "JOIN scheduling_service s ON s.id = a.service_id WHERE a.site_id = %s AND a.period && %s ORDER BY a.period"
)
BLOCKED = (
    "SELECT t.* FROM scheduling_reservation t JOIN scheduling_workingpattern w ON w.resource_id = t.resource_id "
    "WHERE w.site_id = %s AND t.period && %s AND t.appointment_id IS NULL"
)


def desk_day(world: World) -> Measurement:
    """Forty clinicians: their visits, blocked time, hours and gaps, ready to draw."""
    site, on = world.sites[0], world.today + timedelta(days=2)

    def work() -> None:
        board(site, on, day(site, on), by="clinician", role="front_desk")

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement in (VISITS, BLOCKED):
                cursor.execute(statement, [site.pk, local_day(site, on)])
                cursor.fetchall()

    return measure("desk: the day of a site", world, work, bare, 40)


SUBJECTS = (desk_day,)

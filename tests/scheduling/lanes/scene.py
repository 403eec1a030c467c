"""A clinician whose next morning is full."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.lanes import actions
from heartline.scheduling.models import Appointment, AttendanceModel, AttendanceRisk, Lane, Reservation
from tests import factories

NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


class Scene:
    """A clinician whose next morning is full, with visits that are likely to be missed."""

    def __init__(self, missed: float = 0.6) -> None:
        self.site, self.clinician = factories.a_site(), factories.a_clinician()
        self.service = factories.a_service(self.clinician, room_kind="")
        self.start = datetime(2026, 3, 10, 9, tzinfo=self.site.zone)
        self.end = self.start + timedelta(hours=2)
        factories.a_pattern(self.clinician, self.site)
        model = AttendanceModel.objects.create(
            fitted_at=NOW,
            trained_from=NOW,
            trained_until=NOW,
            visits=1,
            parameters=b"",
            digest="",
            card={"base_rate": 0.1},
        )
        at = self.start
        while at < self.end:
            visit = Appointment.objects.create(
                patient=factories.a_patient(), service=self.service, clinician=self.clinician, site=self.site, mode="in_person",
                period=DateTimeTZRange(at, at + self.service.duration), booked_at=NOW, changed_at=NOW,
            )  # fmt: skip
            Reservation.objects.create(resource=self.clinician, period=visit.period, appointment_id=visit.pk)
            AttendanceRisk.objects.create(appointment=visit, probability=missed, model=model)
            at += self.service.duration + timedelta(minutes=20)

    def open(self, **options: Any) -> Lane:
        return actions.open_lane(self.clinician, self.service, self.site, self.start, self.end, **options)

    def free(self, lane: Lane, online: bool = False) -> list[Any]:
        found = free_times(self.service, start=self.start, end=self.end, online=online)
        return [time for time in found if time.clinician_id == lane.resource_id]

"""Booking a series in one step, and moving or cancelling its visits together."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from heartline.kernel import actor, clock, idempotency, ledger
from heartline.people.models import Patient
from heartline.scheduling.booking import confiding, eligibility
from heartline.scheduling.booking.actions import cancel as cancel_one
from heartline.scheduling.booking.many import Move, Moved, move_many
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.together import Wish, book_together
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.series.models import Series
from heartline.scheduling.series.queries import movable
from heartline.scheduling.series.rules import MOST


def book_series(
    patient: Patient,
    service: Service,
    choices: Sequence[Choice],
    *,
    every_weeks: int,
    mode: str,
    key: str,
    reason: str = "",
    holder: str = "",
    online: bool = True,
) -> Series:
    """Book every one of `choices` (2 to 26), or nothing. The same `key` for the same patient books once.

    Raises SomeTaken with which of them cannot be had, NotAllowed, ValueError for too few or too many.
    """
    if not 2 <= len(choices) <= MOST:
        raise ValueError(f"a series has 2 to {MOST} visits")
    who, now = actor.current(), clock.now()
    series = Series(
        id=uuid4(),
        patient=patient,
        service=service,
        every_weeks=every_weeks,
        asked=len(choices),
        confidential=confiding.by_default(patient, service, choices[0].starts_at.date()),
        booked_at=now,
        booked_by=who.label,
        booked_door=who.door,
    )

    def happen() -> UUID:
        series.save(force_insert=True)
        wishes = [Wish(service, each.clinician_id, each.starts_at, mode) for each in choices]
        visits = book_together(patient, wishes, online=online, holder=holder, reason=reason, series_id=series.pk)
        first = visits[0]
        ledger.record(
            "series.booked",
            patient_id=patient.pk,
            subject_id=series.pk,
            site_id=first.site_id,
            data={
                "service_name": service.name,
                "visits": len(visits),
                "every_weeks": every_weeks,
                "time_zone": first.site.time_zone,
                "first": first.period.lower.isoformat(),
                "last": visits[-1].period.lower.isoformat(),
            },
            confidential=series.confidential,
        )
        return series.pk

    with transaction.atomic():
        eligibility.require_arranger(patient)
        done, _new = idempotency.once("series.book", f"{patient.pk}:{key}" if key else "", happen)
        return Series.objects.get(pk=done)


def move(
    moves: Sequence[Move], *, key: str, holder: str = "", online: bool = True, seen: Mapping[UUID, int] | None = None
) -> Moved:
    """Move several visits of a series, all or none. `seen` as in move_many. Raises SomeChanged, ManyRefused, NotAllowed."""
    return move_many(moves, key=key, reason="series", holder=holder, online=online, seen=seen)


def cancel(visit: Appointment, which: str, reason: str, *, note: str = "", key: str = "") -> list[Appointment]:
    """Cancel this visit and, with "following" or "all", the others of its series that are still to come.

    Visits that are too close for the patient to cancel alone refuse the whole, with words (booking.actions.cancel).
    """
    with transaction.atomic():
        return [
            cancel_one(each, reason, note=note, key=f"{key}:{each.pk}" if key else "")
            for each in [visit, *movable(visit, which)]
        ]

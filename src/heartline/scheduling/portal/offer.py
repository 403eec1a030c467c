"""A time that somebody is about to confirm: still free for them, and held while they read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heartline.kernel import clock
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking import actions
from heartline.scheduling.models import Appointment, Service
from heartline.scheduling.picking.rules import Choice

HOLD_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """`held_until` is None when the time is free but not held: it overlaps the visit that is being moved, or too many hold."""

    choice: Choice
    free: FreeTime
    held_until: datetime | None

    @property
    def held_for(self) -> timedelta:
        """How long from now, in whole minutes: a clock time would have to say on which site's clock."""
        left = self.held_until - clock.now() if self.held_until else timedelta(0)
        return timedelta(minutes=max(round(left / timedelta(minutes=1)), 0))


def offer(
    service: Service, choice: Choice, *, holder: str, moving: Appointment | None = None, online: bool = True
) -> Offer | None:
    """Hold `choice` for `holder` (empty: hold nothing) and say what it is; None when it is not to be had."""
    filters = Filters(holder=holder, online=online, moving=moving.pk if moving else None)
    free = availability.offered(service, choice.clinician_id, choice.starts_at, filters)
    if free is None:
        return None
    if not holder:
        return Offer(choice, free, None)
    kept = actions.hold(
        service, choice.clinician_id, choice.starts_at, holder=holder, minutes=HOLD_MINUTES, online=online
    )
    return Offer(choice, free, kept.held_until if kept else None)


def nearest(service: Service, choice: Choice, *, holder: str, moving: Appointment | None = None) -> list[FreeTime]:
    """Free times closest to `choice`, some with the same clinician."""
    filters = Filters(holder=holder, moving=moving.pk if moving else None)
    return availability.nearest(service, choice.starts_at, clinician_id=choice.clinician_id, filters=filters)

"""Opening and closing lanes. A lane's places are hours of its own resource, so booking, moving and cancelling are as ever."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import Site
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.catalogue.models import Offering, Resource, Service
from heartline.scheduling.lanes.models import Lane
from heartline.scheduling.lanes.queries import basis
from heartline.scheduling.lanes.rules import times
from heartline.scheduling.words import ENDS_BEFORE_START, STAYS_AS_IT_WAS


def open_lane(
    clinician: Resource,
    service: Service,
    site: Site,
    start: datetime,
    end: datetime,
    *,
    limit: float = 0.1,
    most: int | None = None,
    online: bool = False,
) -> Lane:
    """Open as many extra places as the model bears (`most` at the most) with a risk of overflow of at most `limit`.

    They lie where a booked visit is likeliest to be missed. `online`: patients may book into it, too. Raises Refused.
    """
    start, end = start.astimezone(site.zone), end.astimezone(site.zone)
    if end <= start:
        raise Refused(ENDS_BEFORE_START, kept=STAYS_AS_IT_WAS)
    if start <= clock.now() or start.date() != (end - timedelta(microseconds=1)).date():
        raise Refused(_("A lane lies in the future, within one day."), kept=STAYS_AS_IT_WAS)
    if clinician.lane_of_id or not Offering.objects.filter(service=service, resource=clinician).exists():
        raise Refused(_("This clinician does not give this kind of visit."), kept=STAYS_AS_IT_WAS)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"heartline.lane:{clinician.pk}"])
        period = DateTimeTZRange(start, end)
        if Lane.objects.filter(clinician=clinician, closed_at=None, period__overlap=period).exists():
            raise Refused(_("There is a lane in this time already."), kept=STAYS_AS_IT_WAS)
        found = basis(clinician, site, start, end, limit)
        places = min(found.reckoning.places, most or found.reckoning.places)
        apart = service.buffer_before + service.duration + service.buffer_after
        starts = times(
            [taken for _visit, taken in found.booked], places, start, end, service.duration, apart, service.step
        )
        if not starts:
            raise Refused(
                _("Too few visits are expected to be missed in this time for even one extra place."),
                kept=STAYS_AS_IT_WAS,
                next_step=_("Choose a longer or a fuller time."),
            )
        lane = _write(clinician, service, site, starts, period, online)
        lane.reckoning = found.reckoning.to_json()
        lane.save(force_insert=True)
        _tell("lane.opened", lane, {"places": lane.places, "limit": limit})
        return lane


def _write(
    clinician: Resource, service: Service, site: Site, starts: list[datetime], period: DateTimeTZRange, online: bool
) -> Lane:
    """The resource with its offering and its hours: each place just as long as one visit."""
    resource = Resource.objects.create(
        kind=Resource.Kind.CLINICIAN, name=clinician.name, lane_of=clinician, lane_online=online
    )
    offering = Offering.objects.get(service=service, resource=clinician)
    Offering.objects.create(service=service, resource=resource, new_patients=offering.new_patients)
    PatternException.objects.bulk_create(
        PatternException(
            resource=resource,
            site=site,
            date=at.date(),
            starts=at.time(),
            ends=(at + service.duration).time(),
            works=True,
        )
        for at in starts
    )
    return Lane(
        resource=resource,
        clinician=clinician,
        service=service,
        site=site,
        period=period,
        places=len(starts),
        opened_at=clock.now(),
        opened_by=actor.current().label,
    )


def close(lane: Lane) -> Lane:
    """Nothing more is booked into it; visits that are in it stay as they are. Closing twice is closing once."""
    with transaction.atomic():
        lane = Lane.objects.select_for_update().get(pk=lane.pk)
        if lane.closed_at is None:
            lane.closed_at, lane.closed_by = clock.now(), actor.current().label
            lane.save(update_fields=["closed_at", "closed_by"])
            Resource.objects.filter(pk=lane.resource_id).update(active=False)
            _tell("lane.closed", lane, {})
        return lane


def close_past() -> int:
    """Close the lanes whose time is over. How many."""
    over = list(Lane.objects.filter(closed_at=None, period__endswith__lte=clock.now()))
    for lane in over:
        close(lane)
    return len(over)


def _tell(kind: str, lane: Lane, facts: dict[str, object]) -> None:
    starts_at: datetime = lane.period.lower  # type: ignore[union-attr,assignment]
    ledger.record(
        kind,
        subject_id=lane.pk,
        site_id=lane.site_id,
        data={"clinician": lane.clinician.name, "service": lane.service.slug, "starts_at": starts_at.isoformat()}
        | facts,
    )
    live.notify(f"day:{lane.site_id}:{starts_at.astimezone(lane.site.zone).date().isoformat()}")

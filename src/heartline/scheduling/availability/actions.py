"""Setting when clinicians see people and when sites are closed. Visits already booked stay: staff move them."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, idempotency, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import Site
from heartline.scheduling.availability.models import Closure, PatternException, WorkingPattern
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.words import ENDS_BEFORE_START, STAYS_AS_IT_WAS


def work(
    resource: Resource,
    site: Site,
    weekday: int,
    starts: time,
    ends: time,
    *,
    valid_from: date,
    valid_until: date | None = None,
    modes: list[str] | None = None,
) -> WorkingPattern:
    """See people every week on `weekday` (1 = Monday) between two times of the site's clock, until further notice."""
    _in_order(starts, ends)
    with transaction.atomic():
        pattern = WorkingPattern.objects.create(
            resource=resource,
            site=site,
            weekday=weekday,
            starts=starts,
            ends=ends,
            valid_from=valid_from,
            valid_until=valid_until,
            modes=modes or [],
        )
        _tell("hours.set", pattern.pk, resource, site, {"weekday": weekday, "from": valid_from.isoformat()})
        return pattern


def stop_working(pattern: WorkingPattern, last_day: date) -> WorkingPattern:
    """Let a pattern end with `last_day`. History keeps it."""
    with transaction.atomic():
        pattern.valid_until = last_day
        pattern.save(update_fields=["valid_until"])
        _tell("hours.ended", pattern.pk, pattern.resource, pattern.site, {"until": last_day.isoformat()})
        return pattern


def be_away(
    resource: Resource, on: date, *, starts: time | None = None, ends: time | None = None,
    site: Site | None = None, reason: str = "",
) -> PatternException:  # fmt: skip
    """Not there on a date: all day, or between two times. It outweighs extra hours on the same date."""
    if starts and ends:
        _in_order(starts, ends)
    with transaction.atomic():
        exception = PatternException.objects.create(
            resource=resource, site=site, date=on, starts=starts, ends=ends, works=False, reason=reason
        )
        _tell("hours.away", exception.pk, resource, site, {"date": on.isoformat()})
        return exception


def be_back(exception: PatternException) -> None:
    """There after all on a date that was given as away."""
    with transaction.atomic():
        _tell("hours.back", exception.pk, exception.resource, exception.site, {"date": exception.date.isoformat()})
        exception.delete()


def add_hours(resource: Resource, site: Site, on: date, starts: time, ends: time) -> PatternException:
    """See people on a date beyond the pattern."""
    _in_order(starts, ends)
    with transaction.atomic():
        exception = PatternException.objects.create(
            resource=resource, site=site, date=on, starts=starts, ends=ends, works=True
        )
        _tell("hours.added", exception.pk, resource, site, {"date": on.isoformat()})
        return exception


def drop_hours(exception: PatternException) -> None:
    """Not there beyond the pattern after all. Visits that are booked then stay."""
    with transaction.atomic():
        _tell("hours.dropped", exception.pk, exception.resource, exception.site, {"date": exception.date.isoformat()})
        exception.delete()


def close(
    site: Site | None, start: datetime, end: datetime, reason: dict[str, str] | None = None, *, key: str = ""
) -> Closure:
    """Nobody is seen in [start, end): at one site, or anywhere. `reason` is language → text, for patients."""
    if end <= start:
        raise Refused(ENDS_BEFORE_START, kept=STAYS_AS_IT_WAS)

    def happen() -> UUID:
        closure = Closure.objects.create(site=site, period=DateTimeTZRange(start, end), reason=reason or {})
        _tell_closure("site.closed", closure)
        return closure.pk

    with transaction.atomic():
        known, _new = idempotency.once("site.close", key, happen)
        # Sent twice, and opened again in between: it stays open.
        return Closure.objects.filter(pk=known).first() or Closure(
            pk=known, site=site, period=DateTimeTZRange(start, end)
        )


def reopen(closure: Closure) -> None:
    """People are seen then after all; of a closure that has begun, from now on."""
    with transaction.atomic():
        closure = Closure.objects.select_for_update(of=("self",)).select_related("site").get(pk=closure.pk)
        now, period = clock.now(), closure.period
        if period.upper <= now:
            raise Refused(_("These days are over."), kept=STAYS_AS_IT_WAS)
        _tell_closure("site.reopened", closure)
        if period.lower < now:
            closure.period = DateTimeTZRange(period.lower, now)
            closure.save(update_fields=["period"])
        else:
            closure.delete()


def _tell_closure(kind: str, closure: Closure) -> None:
    site, start, end = closure.site, closure.period.lower, closure.period.upper
    ledger.record(
        kind,
        subject_id=closure.pk,
        site_id=site.pk if site else None,
        data={"starts_at": start.isoformat(), "ends_at": end.isoformat()},
    )
    for closed in [site] if site else Site.objects.filter(active=True):
        day = start.astimezone(closed.zone).date()
        while day <= (end - timedelta(microseconds=1)).astimezone(closed.zone).date():
            live.notify(f"day:{closed.pk}:{day.isoformat()}")
            day += timedelta(days=1)


def _in_order(starts: time, ends: time) -> None:
    if ends <= starts:
        raise Refused(ENDS_BEFORE_START, kept=STAYS_AS_IT_WAS)


def _tell(kind: str, subject_id: UUID, resource: Resource, site: Site | None, facts: dict[str, object]) -> None:
    ledger.record(
        kind, subject_id=subject_id, site_id=site.pk if site else None, data={"resource": resource.name, **facts}
    )

"""Setting up services: what is given, by whom, with what. Visits that are booked keep their time and their length."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.kernel.slugs import free_slug
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import STANDING
from heartline.scheduling.catalogue.models import Need, Offering, Resource, Service
from heartline.scheduling.catalogue.queries import service_now

Values = Mapping[str, Any]  # by the names of catalogue.queries.service_now
KEPT = _("Everything stays as it was. What you filled in is still here.")
# Lengths of time, in the unit in which people say them.
MINUTES = {"minutes": "duration", "before": "buffer_before", "after": "buffer_after", "grid": "step"}
HOURS = {"lead_hours": "lead_time", "cancel_hours": "cancel_notice"}
DAYS = {"horizon_days": "horizon"}
BESIDE = ("clinicians", "known_only", "devices", "helpers")  # rows of their own


def add_service(values: Values, key: str = "") -> Service:
    """Something that can be booked. Raises Refused when the values do not go together."""

    def happen() -> UUID:
        _goes_together(values)
        service = Service(slug=free_slug(Service, values["name"]["en"], "visit"))
        _write(service, values)
        service.save(force_insert=True)
        _beside(service, values)
        ledger.record("service.added", subject_id=service.pk, data={"service": service.slug})
        return service.pk

    with transaction.atomic():
        return Service.objects.get(pk=idempotency.once("service.add", key, happen)[0])


def change_service(service_id: UUID, values: Values, sealed: str | None = None) -> Service:
    """What is booked from now on. Raises Stale, and Refused when the values do not go together."""
    with transaction.atomic():
        service = Service.objects.select_for_update().get(pk=service_id)
        now = service_now(service)
        change = differing(now, values, sealed)
        if not change:
            return service
        merged = {**now, **values}
        _goes_together(merged)
        if bool(now["group_size"]) is not bool(merged["group_size"]) and _has_visits(service):
            raise Refused(
                _("Visits of this kind are booked, so it cannot change between one by one and groups."),
                kept=KEPT, next_step=_("Add a new service for the other way, and switch this one off."),
            )  # fmt: skip
        _write(service, change)
        service.save()
        _beside(service, change)
        facts: dict[str, Any] = {"service": service.slug, "changed": sorted(change)}
        if "active" in change:
            facts["active"] = change["active"]
        ledger.record("service.changed", subject_id=service.pk, data=facts)
        return service


def _goes_together(values: Values) -> None:
    ages = values.get("min_age"), values.get("max_age")
    if None not in ages and ages[0] > ages[1]:  # type: ignore[operator]
        raise Refused(_("The youngest age is above the oldest."), kept=KEPT)
    if timedelta(days=values["horizon_days"]) < timedelta(hours=values["lead_hours"]):
        raise Refused(_("The least notice is longer than how far ahead people may book: nobody could."), kept=KEPT)
    if not values["modes"]:
        raise Refused(_("Say how people meet: in person, by video or by phone."), kept=KEPT)


def _has_visits(service: Service) -> bool:
    return Appointment.objects.filter(service=service, status__in=STANDING).exists()


def _write(service: Service, values: Values) -> None:
    units: tuple[tuple[dict[str, str], Callable[[Any], timedelta]], ...] = (
        (MINUTES, lambda count: timedelta(minutes=count)),
        (HOURS, lambda count: timedelta(hours=count)),
        (DAYS, lambda count: timedelta(days=count)),
    )
    for names, length in units:
        for name, column in names.items():
            if name in values:
                setattr(service, column, length(values[name]))
    for name, value in values.items():
        if not any(name in names for names, _length in units) and name not in BESIDE:
            setattr(service, name, value)


def _beside(service: Service, values: Values) -> None:
    """Who gives it, to whom, and what it needs besides."""
    given = service.offerings.filter(resource__lane_of=None)
    if "clinicians" in values:
        wanted = {UUID(each) for each in values["clinicians"]}
        given.exclude(resource_id__in=wanted).delete()
        there = set(given.values_list("resource_id", flat=True))
        new = Resource.objects.filter(pk__in=wanted - there, kind=Resource.Kind.CLINICIAN, lane_of=None)
        Offering.objects.bulk_create(Offering(service=service, resource=each) for each in new)
    if "known_only" in values:
        known = [UUID(each) for each in values["known_only"]]
        given.filter(resource_id__in=known).update(new_patients=False)
        given.exclude(resource_id__in=known).update(new_patients=True)
    for name, kind in (("devices", Need.Kind.DEVICE), ("helpers", Need.Kind.CLINICIAN)):
        if name in values:
            needs = service.needs.filter(kind=kind)
            needs.exclude(tag__in=values[name]).delete()
            missing = set(values[name]) - set(needs.values_list("tag", flat=True))
            Need.objects.bulk_create(Need(service=service, kind=kind, tag=tag) for tag in sorted(missing))

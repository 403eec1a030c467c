"""What is set up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from heartline.people.models import Site
from heartline.people.places.queries import organization
from heartline.scheduling.availability.models import PatternException, WorkingPattern
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.catalogue.models import Need, Offering, Resource, Service
from heartline.scheduling.readiness.rules import Asks, House

LOOKED_AT = 5  # services, for the soonest time of any


def house(today: date) -> House:
    """Everything in use. Five queries."""
    sites = set(Site.objects.filter(active=True).values_list("pk", flat=True))
    things = list(Resource.objects.filter(active=True, lane_of=None).select_related("room", "staff_member"))
    clinicians = {
        each.pk
        for each in things
        if each.kind == Resource.Kind.CLINICIAN and each.staff_member and each.staff_member.active
    }
    helpers: dict[str, set[UUID]] = defaultdict(set)
    for each in things:
        if each.pk in clinicians and each.tag:
            helpers[each.tag].add(each.pk)
    rooms = {(each.room.site_id, each.room.kind) for each in things if each.room and each.room.active}
    devices = {(each.site_id, each.tag) for each in things if each.kind == Resource.Kind.DEVICE and each.site_id}
    return House(
        organization() is not None,
        frozenset(sites),
        frozenset(room for room in rooms if room[0] in sites),
        frozenset(devices),
        frozenset(clinicians),
        _hours(today, sites),
        {tag: frozenset(ids) for tag, ids in helpers.items()},
    )


def every_service() -> list[Service]:
    """Also those that are switched off, which come last; with who gives them and what they need. Three queries."""
    given = Prefetch("offerings", Offering.objects.select_related("resource"))
    return list(Service.objects.order_by("-active", "slug").prefetch_related(given, "needs"))


def asks(service: Service) -> Asks:
    """What it asks for. No query for one of `every_service`."""
    needs = list(service.needs.all())
    return Asks(
        service.active,
        frozenset(each.resource_id for each in service.offerings.all()),
        frozenset(service.modes),
        service.room_kind,
        frozenset(need.tag for need in needs if need.kind == Need.Kind.DEVICE),
        frozenset(need.tag for need in needs if need.kind == Need.Kind.CLINICIAN),
    )


def soonest(services: Iterable[Service]) -> tuple[Service, FreeTime] | None:
    """The first free time that a patient is offered, of the first few services. A query for each."""
    online = [each for each in services if each.active and each.online != Service.Online.NOBODY and not each.group_size]
    found = [(each, times[0]) for each in online[:LOOKED_AT] if (times := next_free(each))]
    return min(found, key=lambda pair: pair[1].starts_at, default=None)


def _hours(today: date, sites: set[UUID]) -> dict[UUID, frozenset[tuple[UUID, str]]]:
    found: dict[UUID, set[tuple[UUID, str]]] = defaultdict(set)
    patterns = WorkingPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), site__in=sites)
    for resource, site, modes in patterns.values_list("resource_id", "site_id", "modes").distinct():
        found[resource] |= {(site, mode) for mode in modes or [""]}
    extra = PatternException.objects.filter(works=True, date__gte=today, site__in=sites)
    for resource, place in extra.values_list("resource_id", "site_id").distinct():
        found[resource].add((place, ""))  # type: ignore[arg-type]
    return {resource: frozenset(places) for resource, places in found.items()}

"""The organization and its sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heartline.people.models import OpeningHours, Organization, Room, Site
from heartline.people.places.rules import Hours, Opening, opening
from heartline.people.registration.person import region_of

ORGANIZATION = ("name", "phone", "emergency_number", "crisis_line", "country", "currency")
SITE = (
    "name", "time_zone", "line", "city", "state", "postal_code", "country", "phone", "latitude", "longitude",
    "directions", "amenities", "accessibility", "active",
)  # fmt: skip
ROOM = ("name", "kind", "active")


@dataclass(frozen=True, slots=True)
class Place:
    """A site, whether it is open at the moment asked for, and its week: (weekday, blocks)."""

    site: Site
    now: Opening
    week: list[tuple[int, list[OpeningHours]]]


def organization() -> Organization | None:
    """The organization that runs this installation. One query."""
    return Organization.objects.order_by("name").first()


def places(moment: datetime) -> list[Place]:
    """All active sites with their hours. Two queries."""
    found = []
    for site in Site.objects.filter(active=True).prefetch_related("opening_hours"):
        hours = list(site.opening_hours.all())
        week = [(day, [block for block in hours if block.weekday == day]) for day in range(1, 8)]
        found.append(Place(site, opening(hours, moment, site.zone), week))
    return found


def zones() -> tuple[str, dict[UUID | None, str]]:
    """The time zone in which things are told that belong to no site (the first site's), and each site's. One query."""
    sites = list(Site.objects.order_by("-active", "name").values_list("id", "time_zone"))
    return (sites[0][1] if sites else "UTC"), dict(sites)


def region() -> str:
    """The country (ISO 3166) in which phone numbers are dialled here. One query."""
    here = organization()
    return region_of(here.country) if here else "US"


def organization_now(organization: Organization) -> dict[str, Any]:
    """What can be changed of it (kernel.revising). No query."""
    return {name: getattr(organization, name) for name in ORGANIZATION}


def site_now(site: Site) -> dict[str, Any]:
    """What can be changed of it. No query."""
    return {name: getattr(site, name) for name in SITE}


def room_now(room: Room) -> dict[str, Any]:
    """What can be changed of it. No query."""
    return {name: getattr(room, name) for name in ROOM}


def week_now(hours: Iterable[Hours]) -> dict[str, Any]:
    """Weekday → its blocks in order, as "08:00–12:00"."""
    week: dict[str, list[str]] = {str(day): [] for day in range(1, 8)}
    for block in sorted(hours, key=lambda block: block.opens):
        week[str(block.weekday)].append(f"{block.opens:%H:%M}–{block.closes:%H:%M}")
    return week


def every_site() -> list[Site]:
    """Also those that are switched off, which come last. One query."""
    return list(Site.objects.order_by("-active", "name"))

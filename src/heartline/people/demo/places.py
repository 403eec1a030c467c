"""The demo clinic's organization, three sites in two time zones, their hours and rooms. The towns are invented."""

from dataclasses import dataclass
from datetime import time
from random import Random

from heartline.people.demo import words
from heartline.people.demo.draw import new_id
from heartline.people.models import OpeningHours, Organization, Room, Site

NAME = "Larkmoor Community Health"
A, K = Site.Amenity, Site.Access
R = Room.Kind


@dataclass(frozen=True, slots=True)
class Place:
    slug: str
    name: str
    zone: str
    line: str
    city: str
    state: str
    postal_code: str
    phone: str
    where: tuple[float, float]
    amenities: list[str]
    accessibility: list[str]
    hours: dict[int, list[tuple[int, int]]]  # weekday → blocks of full hours
    rooms: dict[str, int]


_WEEK = {day: [(8, 18)] for day in (1, 2, 3, 4, 5)}
PLACES = (
    Place("harbor-street", "Harbor Street", "America/New_York", "14 Lantern Harbor Street", "Port Larkmoor", "NY",
          "00214", "+12125550100", (40.72, -73.31), [A.PARKING, A.TRANSIT, A.PHARMACY, A.LABORATORY, A.CHILDREN, A.WIFI],
          [K.STEP_FREE, K.LIFT, K.ACCESSIBLE_TOILET, K.HEARING_LOOP, K.QUIET_ROOM, K.WHEELCHAIR],
          _WEEK | {3: [(8, 20)], 6: [(9, 13)]},
          {R.EXAM: 14, R.PROCEDURE: 2, R.LABORATORY: 2, R.IMAGING: 2, R.THERAPY: 5}),
    Place("mill-pond", "Mill Pond", "America/New_York", "3 Weaver Lane", "Alder Fallows", "PA",
          "00127", "+12155550100", (40.31, -75.58), [A.TRANSIT, A.LABORATORY, A.CHILDREN, A.WIFI],
          [K.STEP_FREE, K.LIFT, K.ACCESSIBLE_TOILET, K.QUIET_ROOM], _WEEK,
          {R.EXAM: 10, R.PROCEDURE: 1, R.LABORATORY: 1, R.IMAGING: 1, R.THERAPY: 4}),
    Place("prairie-gate", "Prairie Gate", "America/Chicago", "920 Old Orchard Row", "Quillhaven", "IL",
          "00386", "+13125550100", (41.66, -88.12), [A.PARKING, A.TRANSIT, A.PHARMACY, A.LABORATORY],
          [K.STEP_FREE, K.ACCESSIBLE_TOILET, K.HEARING_LOOP, K.WHEELCHAIR],
          {day: [(8, 12), (13, 18)] for day in (1, 2, 3, 4, 5)},
          {R.EXAM: 10, R.PROCEDURE: 1, R.LABORATORY: 1, R.IMAGING: 1, R.THERAPY: 4}),
)  # fmt: skip


def load(rng: Random) -> tuple[Organization, list[Site]]:
    """Write them all, active and open."""
    organization = Organization.objects.create(id=new_id(rng), name=NAME, phone="+12125550199", is_demo=True)
    sites = Site.objects.bulk_create(_site(rng, organization, place) for place in PLACES)
    for site, place in zip(sites, PLACES, strict=True):
        OpeningHours.objects.bulk_create(
            OpeningHours(site=site, weekday=weekday, opens=time(opens), closes=time(closes))
            for weekday, blocks in place.hours.items()
            for opens, closes in blocks
        )
        Room.objects.bulk_create(
            Room(id=new_id(rng), site=site, name=f"{R(kind).label} {number}", kind=kind)
            for kind, count in place.rooms.items()
            for number in range(1, count + 1)
        )
    return organization, sites


def _site(rng: Random, organization: Organization, place: Place) -> Site:
    return Site(
        id=new_id(rng),
        organization=organization,
        name=place.name,
        slug=place.slug,
        time_zone=place.zone,
        line=place.line,
        city=place.city,
        state=place.state,
        postal_code=place.postal_code,
        phone=place.phone,
        latitude=place.where[0],
        longitude=place.where[1],
        directions=words.each("directions", place.slug),
        amenities=place.amenities,
        accessibility=place.accessibility,
    )

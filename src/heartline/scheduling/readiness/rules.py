"""Which steps of setting up are done, and what keeps a service from being booked. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    ORGANIZATION = "organization"
    SITE = "site"
    ROOM = "room"
    CLINICIAN = "clinician"
    HOURS = "hours"
    SERVICE = "service"


class Gap(StrEnum):
    OFF = "off"
    NOBODY = "nobody"  # gives it
    NO_HOURS = "no_hours"
    NO_ROOM = "no_room"
    NO_DEVICE = "no_device"
    NO_HELPER = "no_helper"


@dataclass(frozen=True, slots=True)
class House:
    """What is there and in use. Hours are those that hold now or later, at sites in use."""

    organization: bool
    sites: frozenset[UUID]
    rooms: frozenset[tuple[UUID, str]]  # site, kind
    devices: frozenset[tuple[UUID, str]]  # site, tag
    clinicians: frozenset[UUID]
    hours: dict[UUID, frozenset[tuple[UUID, str]]]  # clinician → site and way to meet; "" for any
    helpers: dict[str, frozenset[UUID]]  # tag → clinicians


@dataclass(frozen=True, slots=True)
class Asks:
    """What a service asks for."""

    active: bool
    givers: frozenset[UUID]
    modes: frozenset[str]
    room_kind: str
    devices: frozenset[str]
    helpers: frozenset[str]


def done(house: House, services: Collection[Asks]) -> dict[Step, bool]:
    """Each step, in the order in which one does them. A service counts once it can be booked with somebody."""
    return {
        Step.ORGANIZATION: house.organization,
        Step.SITE: bool(house.sites),
        Step.ROOM: bool(house.rooms),
        Step.CLINICIAN: bool(house.clinicians),
        Step.HOURS: any(house.hours.get(each) for each in house.clinicians),
        Step.SERVICE: any(gap(house, asks) is None for asks in services),
    }


def gap(house: House, asks: Asks) -> Gap | None:
    """What keeps a service from being booked at all: the first thing to put right; None if nothing does.

    It can be had in a way to meet for which somebody has hours at a site and all that is needed there.
    """
    if not asks.active:
        return Gap.OFF
    givers = asks.givers & house.clinicians
    if not givers:
        return Gap.NOBODY
    places = {
        (giver, site, mode)
        for giver in givers
        for site, ways in house.hours.get(giver, frozenset())
        for mode in asks.modes
        if not ways or ways == mode
    }
    if not places:
        return Gap.NO_HOURS
    left = {
        place
        for place in places
        if place[2] != "in_person" or not asks.room_kind or (place[1], asks.room_kind) in house.rooms
    }
    if not left:
        return Gap.NO_ROOM
    left = {
        (giver, site, mode)
        for giver, site, mode in left
        if mode != "in_person" or all((site, tag) in house.devices for tag in asks.devices)
    }
    if not left:
        return Gap.NO_DEVICE
    helped = any(
        all(
            any(_there(house, helper, site) for helper in house.helpers.get(tag, frozenset()) - {giver})
            for tag in asks.helpers
        )
        for giver, site, _mode in left
    )
    return None if helped else Gap.NO_HELPER


def _there(house: House, clinician: UUID, site: UUID) -> bool:
    return any(where == site for where, _ways in house.hours.get(clinician, frozenset()))

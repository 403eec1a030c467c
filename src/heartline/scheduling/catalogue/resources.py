"""Setting up whose time can be taken: clinicians, rooms and devices. What visits refer to is switched off, not removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.people.models import Room, Site, StaffMember
from heartline.people.places import actions as places
from heartline.people.staffing import profile
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.catalogue.queries import clinician_now, device_now
from heartline.scheduling.catalogue.services import KEPT

Values = Mapping[str, Any]


def add_clinician(values: Values, key: str = "") -> Resource:
    """Somebody who sees patients, with or without a login."""

    def happen() -> UUID:
        member = profile.add_member(_of_member(values))
        return _resource_of(member, values).pk

    with transaction.atomic():
        return Resource.objects.get(pk=idempotency.once("clinician.add", key, happen)[0])


def change_clinician(member_id: UUID, values: Values, sealed: str | None = None) -> Resource:
    """What patients read of them, and whether they can be booked; made bookable the first time. Raises Stale."""
    with transaction.atomic():
        member = StaffMember.objects.select_for_update().get(pk=member_id)
        resource = Resource.objects.select_for_update().filter(staff_member=member).first()
        change = differing(clinician_now(member, resource), values, sealed)
        profile.change_member(member, {name: value for name, value in change.items() if name in profile.FIELDS})
        if resource is None:
            return _resource_of(member, values)
        if "active" in change:
            _may_be_booked(member, values)
        Resource.objects.filter(lane_of=resource).exclude(name=member.name).update(name=member.name)
        wanted = {"name": member.name, "tag": values["tag"], "active": values["active"]}
        _update(resource, wanted, "clinician.changed", None)
        return resource


def add_room(site: Site, values: Values, key: str = "") -> Room:
    """A room, and that its time can be taken. Raises Refused."""
    with transaction.atomic():
        room = places.add_room(site, values, key)
        _follow(room)
        return room


def change_room(room_id: UUID, values: Values, sealed: str | None = None) -> Room:
    """Raises Stale and Refused."""
    with transaction.atomic():
        room = places.change_room(room_id, values, sealed)
        _follow(room)
        return room


def add_device(site: Site, values: Values, key: str = "") -> Resource:
    """A device at a site. Services ask for one by what it is (`tag`)."""

    def happen() -> UUID:
        device = Resource.objects.create(kind=Resource.Kind.DEVICE, site=site, **values)
        _tell("device.added", device, site.pk, {"tag": device.tag})
        return device.pk

    with transaction.atomic():
        known = idempotency.once("device.add", f"{site.pk}:{key}" if key else "", happen)[0]
        return Resource.objects.get(pk=known)


def change_device(device_id: UUID, values: Values, sealed: str | None = None) -> Resource:
    """Raises Stale."""
    with transaction.atomic():
        device = Resource.objects.select_for_update().get(pk=device_id, kind=Resource.Kind.DEVICE)
        _update(device, differing(device_now(device), values, sealed), "device.changed", device.site_id)
        return device


def _of_member(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in profile.FIELDS}


def _may_be_booked(member: StaffMember, values: Values) -> None:
    if not member.active and values["active"]:
        raise Refused(
            _("%(name)s has no access any more, so nobody can be booked with them.") % {"name": member.name},
            kept=KEPT, next_step=_("Give their access back under “Staff” first."),
        )  # fmt: skip


def _resource_of(member: StaffMember, values: Values) -> Resource:
    _may_be_booked(member, values)
    resource = Resource.objects.create(
        kind=Resource.Kind.CLINICIAN, name=member.name, staff_member=member, tag=values["tag"], active=values["active"]
    )
    _tell("clinician.added", resource, None, {})
    return resource


def _follow(room: Room) -> None:
    """The room's time is the room's: called and switched on alike."""
    resource, new = Resource.objects.get_or_create(
        room=room, defaults={"kind": Resource.Kind.ROOM, "name": room.name, "active": room.active}
    )
    if not new:
        Resource.objects.filter(pk=resource.pk).update(name=room.name, active=room.active)


def _update(resource: Resource, wanted: Values, kind: str, site_id: UUID | None) -> None:
    change = {name: value for name, value in wanted.items() if getattr(resource, name) != value}
    if change:
        for name, value in change.items():
            setattr(resource, name, value)
        resource.save(update_fields=list(change))
        facts: dict[str, Any] = {"changed": sorted(change)}
        if "active" in change:
            facts["active"] = change["active"]
        _tell(kind, resource, site_id, facts)


def _tell(kind: str, resource: Resource, site_id: UUID | None, facts: dict[str, Any]) -> None:
    ledger.record(kind, subject_id=resource.pk, site_id=site_id, data={"name": resource.name, **facts})

"""The service that a visit of another system is a visit of: found again by its code, made when it is new."""

import math
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils.text import slugify

from heartline.kernel.models import ImportedResource
from heartline.kernel.text import fold
from heartline.people.importing.details import Taken
from heartline.people.models import StaffMember
from heartline.scheduling.catalogue.models import Mode, Offering, Resource, Service
from heartline.scheduling.importing.details import ServiceName, SlotDetails

_OURS, _MADE = "known", "made"  # kept in ImportedResource.digest: a service of this house is never changed


def service_for(wanted: ServiceName, *, online: str | None = None, mode: str = Mode.IN_PERSON) -> Service:
    """The service with this code; else, for services that are offered, the one here of the very same name; else new.

    `online` says who may book it by themselves; None, that it is only known from history: then nobody is offered it.
    Of several wordings of one code the shortest stays, whatever the order in which they come.
    """
    row = _row(wanted)
    service = Service.objects.filter(id=row.local_id).first() if row else None
    made = row is not None and row.digest.startswith(_MADE)
    if service is None:
        service = _same_name(wanted.name) if online else None
        made = service is None
        service = service or _make(wanted, online)
        ImportedResource.objects.update_or_create(
            source=_source(wanted), resource_type="Service", source_id=wanted.code[:200],
            defaults={"local_id": service.id, "digest": _MADE if made else _OURS},
        )  # fmt: skip
    if made:
        _keep_up(service, wanted.name, online, mode)
    return service


def clinician(staff_id: UUID) -> Resource:
    """The resource whose time is this member of staff's, made if need be."""
    resource = Resource.objects.filter(staff_member_id=staff_id).first()
    if resource is None:
        member = StaffMember.objects.get(id=staff_id)
        resource = Resource.objects.create(
            kind=Resource.Kind.CLINICIAN, name=member.name, staff_member=member, active=member.active
        )
    return resource


def rename(member: Taken) -> None:
    """Keep the resource of a member of staff in step with them."""
    staff = StaffMember.objects.get(id=member.id)
    resource = clinician(member.id)
    if (resource.name, resource.active) != (staff.name, staff.active):
        resource.name, resource.active = staff.name, staff.active
        resource.save(update_fields=["name", "active"])


def offer(resource_id: UUID, service_ids: list[UUID]) -> None:
    """Let this clinician give these services."""
    for service_id in service_ids:
        Offering.objects.get_or_create(resource_id=resource_id, service_id=service_id)


def fit(service_ids: list[UUID], slot: SlotDetails, minute_of_day: int) -> None:
    """Let a service that was made here last as long as its slots, and start where they start.

    A slot for several people at once becomes as many visits one after the other: a time is taken once.
    """
    minutes = math.ceil((slot.ends_at - slot.starts_at) / timedelta(minutes=1) / slot.capacity)
    made = ImportedResource.objects.filter(resource_type="Service", local_id__in=service_ids, digest__startswith=_MADE)
    for row in made:
        service = Service.objects.get(id=row.local_id)
        first = row.digest == _MADE
        length = minutes if first else min(minutes, int(service.duration / timedelta(minutes=1)))
        step = math.gcd(minutes, minute_of_day, 0 if first else int(service.step / timedelta(minutes=1)))
        if first or length * 60 != service.duration.total_seconds() or step * 60 != service.step.total_seconds():
            service.duration, service.step = timedelta(minutes=length), timedelta(minutes=step)
            service.save(update_fields=["duration", "step"])
            ImportedResource.objects.filter(id=row.id).update(digest=f"{_MADE} to fit")


def _row(wanted: ServiceName) -> ImportedResource | None:
    return ImportedResource.objects.filter(
        source=_source(wanted), resource_type="Service", source_id=wanted.code[:200]
    ).first()


def _source(wanted: ServiceName) -> str:
    return f"code {wanted.system}"[:200]


def _same_name(name: str) -> Service | None:
    same = [service for service in Service.objects.all() if fold(service.name.get("en", "")) == fold(name)]
    return same[0] if len(same) == 1 else None


def _make(wanted: ServiceName, online: str | None) -> Service:
    slug = slugify(fold(wanted.name))[:38] or "visit"
    if Service.objects.filter(slug=slug).exists():
        slug = f"{slug}-{uuid4().hex[:8]}"
    return Service.objects.create(
        slug=slug,
        name={"en": wanted.name},
        online=online or Service.Online.NOBODY,
        active=online is not None,
        modes=[],
        duration=timedelta(minutes=15),
    )


def _keep_up(service: Service, name: str, online: str | None, mode: str) -> None:
    before = (service.name, service.modes, service.online, service.active)
    shortest = min(service.name.get("en", name), name, key=lambda text: (len(text), text))
    service.name = {**service.name, "en": shortest}
    service.modes = [m for m in Mode.values if m in {*service.modes, mode}]
    service.online = max(service.online, online or Service.Online.NOBODY, key=list(Service.Online.values).index)
    service.active = service.active or online is not None
    if before != (service.name, service.modes, service.online, service.active):
        service.save(update_fields=["name", "modes", "online", "active"])

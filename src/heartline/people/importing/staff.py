"""Write clinicians and the places where they work as another system describes them."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.text import slugify

from heartline.kernel import ledger
from heartline.kernel.models import Event
from heartline.kernel.text import fold
from heartline.people.importing.details import How, PlaceDetails, StaffDetails, Taken
from heartline.people.importing.matching import same_site, same_staff
from heartline.people.models import Organization, Role, Room, Site, StaffMember


@dataclass(frozen=True, slots=True)
class House:
    """Our own organization, to which imported places belong, and the time zone of those that name none."""

    organization_id: UUID
    time_zone: str
    country: str


def house(name: str, time_zone: str = "") -> tuple[House, list[str]]:
    """The organization that runs here (made and called `name` if there is none), and what was assumed, in words."""
    assumed = []
    organization = Organization.objects.order_by("is_demo", "name").first()
    if organization is None:
        organization = Organization.objects.create(name=name)
        assumed.append(f"There was no organization yet; one was made and called “{name}”.")
    zone = time_zone or organization.sites.order_by("-active", "name").values_list("time_zone", flat=True).first()
    if not time_zone:
        assumed.append(f"Places say no time zone in FHIR R4; {zone or 'UTC'} was taken (--time-zone sets another).")
    return House(organization.id, zone or "UTC", organization.country), assumed


def take_staff(details: StaffDetails, known: UUID | None, source: str) -> Taken:
    """A clinician, by number and name if known here, whose own entry then only has its gaps filled."""
    member = StaffMember.objects.filter(id=known).first() if known else None
    how = How.UPDATED
    if member is None:
        match = same_staff(details)
        how = How.MATCHED if match else How.TAKEN
        member = StaffMember.objects.get(id=match) if match else StaffMember(role=Role.CLINICIAN)
    follows = how is How.TAKEN or _came_from_outside("staff.imported", member.id)
    for field in ("name", "family", "given", "gender", "npi"):
        if getattr(details, field) and (follows or not getattr(member, field)):
            setattr(member, field, getattr(details, field))
    if details.languages and (follows or not member.languages):
        member.languages = list(details.languages)
    if follows:
        member.active = details.active
    member.save()
    ledger.record("staff.imported", subject_id=member.id, data={"source": source, "how": how})
    return Taken(member.id, how)


def take_role(staff_id: UUID, specialty: str, site_ids: list[UUID]) -> None:
    """What a clinician does, and where. A site that somebody works at is offered."""
    member = StaffMember.objects.get(id=staff_id)
    if specialty and (not member.specialty or _came_from_outside("staff.imported", staff_id)):
        member.specialty = {**member.specialty, "en": specialty}
        member.save(update_fields=["specialty"])
    member.sites.add(*Site.objects.filter(id__in=site_ids))
    Site.objects.filter(id__in=site_ids, active=False).update(active=True)


def take_site(details: PlaceDetails, known: UUID | None, source: str, house: House) -> Taken:
    """A site, by name and address if known here, whose own entry then only has its gaps filled."""
    site = Site.objects.filter(id=known).first() if known else None
    how = How.UPDATED
    if site is None:
        match = same_site(details)
        how = How.MATCHED if match else How.TAKEN
        site = Site.objects.get(id=match) if match else _new_site(details.name, house, details.active)
    follows = how is How.TAKEN or _came_from_outside("site.imported", site.id)
    values = {
        "name": details.name,
        "line": details.address.line,
        "city": details.address.city,
        "state": details.address.state,
        "postal_code": details.address.postal_code,
        "country": details.address.country,
        "phone": details.phone,
        "latitude": details.latitude,
        "longitude": details.longitude,
    }
    for field, value in values.items():
        if value not in ("", None) and (follows or getattr(site, field) in ("", None)):
            setattr(site, field, value)
    site.active = site.active or details.active
    site.save()
    ledger.record("site.imported", subject_id=site.id, site_id=site.id, data={"source": source, "how": how})
    return Taken(site.id, how)


def take_room(details: PlaceDetails, known: UUID | None, site_id: UUID) -> Taken:
    room = Room.objects.filter(id=known).first() if known else None
    how = How.UPDATED if room else How.TAKEN
    if room is None:
        room = Room.objects.filter(site_id=site_id, name=details.name[:100]).first()
        how = How.MATCHED if room else How.TAKEN
    room = room or Room()
    room.site_id, room.name, room.active = site_id, details.name[:100], details.active
    room.save()
    return Taken(room.id, how)


def team_at(site_id: UUID) -> UUID:
    """The entry that stands for whoever works at a place, when times are published for the place and nobody by name."""
    site = Site.objects.get(id=site_id)
    member = StaffMember.objects.filter(name=site.name, family="", sites=site, role=Role.NURSE).first()
    if member is None:
        member = StaffMember.objects.create(name=site.name, role=Role.NURSE)
        member.sites.add(site)
    return member.id


def _new_site(name: str, house: House, active: bool) -> Site:
    site = Site(id=uuid4(), organization_id=house.organization_id, time_zone=house.time_zone, active=active)
    site.country = house.country
    slug = slugify(fold(name))[:40] or "site"
    site.slug = slug if not Site.objects.filter(slug=slug).exists() else f"{slug}-{str(site.id)[:8]}"
    return site


def _came_from_outside(kind: str, subject_id: UUID) -> bool:
    return Event.objects.filter(subject_id=subject_id, kind=kind, data__how=How.TAKEN).exists()

"""Plain functions that make one thing each, with sensible defaults. What a test does not name does not matter to it."""

from datetime import date, time, timedelta
from itertools import count
from typing import Any

from django.apps import apps

from heartline.people.models import (
    Account,
    Organization,
    PartnerAgreement,
    Patient,
    Proxy,
    Role,
    Room,
    Site,
    StaffMember,
)
from heartline.people.partners.rules import Field
from heartline.scheduling.models import Need, Offering, Resource, Service, WorkingPattern

_number = count(1)
EVERY_DAY = range(1, 8)


def an_organization(**fields: Any) -> Organization:
    return Organization.objects.create(**{"name": "Riverside Clinics", "phone": "+15550100000"} | fields)


def a_site(**fields: Any) -> Site:
    n = next(_number)
    defaults = {"name": f"Site {n}", "slug": f"site-{n}", "time_zone": "America/New_York"}
    if "organization" not in fields:
        fields["organization"] = an_organization()
    return Site.objects.create(**defaults | fields)


def a_staff_member(role: str = Role.CLINICIAN, **fields: Any) -> StaffMember:
    """A partner's agent with an agreement that names all there is, day and night: what their role may do is what they may."""
    n = next(_number)
    member = StaffMember.objects.create(**{"role": role, "name": f"Dr. {n:05}", "family": f"{n:05}"} | fields)
    if role == Role.PARTNER_AGENT:
        an_agreement(member)
    return member


def an_agreement(*members: StaffMember, **fields: Any) -> PartnerAgreement:
    """Day and night, all fields, every queue that there is now."""
    all_queues = list(apps.get_model("conversations", "Queue").objects.values_list("pk", flat=True))
    defaults = {
        "name": f"Partner {next(_number)}", "queues": all_queues, "fields": list(Field), "weekdays": list(EVERY_DAY),
        "opens": time(), "closes": time(), "time_zone": "America/New_York", "begins_on": date(2000, 1, 1),
    }  # fmt: skip
    made = PartnerAgreement.objects.create(**defaults | fields)
    made.members.set(members)
    return made


def a_clinician(**fields: Any) -> Resource:
    """A clinician's resource; fields are the staff member's."""
    member = a_staff_member(**fields)
    return Resource.objects.create(kind=Resource.Kind.CLINICIAN, name=member.name, staff_member=member)


def a_room(site: Site, kind: str = Room.Kind.EXAM, **fields: Any) -> Resource:
    """A room's resource; fields are the room's."""
    room = Room.objects.create(site=site, **{"name": f"Room {next(_number):05}", "kind": kind} | fields)
    return Resource.objects.create(kind=Resource.Kind.ROOM, name=room.name, room=room)


def a_device(site: Site, tag: str, **fields: Any) -> Resource:
    return Resource.objects.create(
        kind=Resource.Kind.DEVICE, site=site, tag=tag, **{"name": f"Device {next(_number):05}"} | fields
    )


def a_need(service: Service, kind: str, tag: str) -> Need:
    """`service` needs a device or one more clinician with this tag."""
    return Need.objects.create(service=service, kind=kind, tag=tag)


def a_service(*clinicians: Resource, **fields: Any) -> Service:
    """A 20-minute visit on a 20-minute grid, in person or by video, offered by these clinicians."""
    n = next(_number)
    defaults = {
        "slug": f"service-{n}",
        "name": {"en": f"Service {n}"},
        "duration": timedelta(minutes=20),
        "step": timedelta(minutes=20),
        "modes": ["in_person", "video"],
        "lead_time": timedelta(0),
        "horizon": timedelta(days=90),
    }
    service = Service.objects.create(**defaults | fields)
    for clinician in clinicians:
        Offering.objects.create(service=service, resource=clinician)
    return service


def a_pattern(
    clinician: Resource,
    site: Site,
    weekdays: Any = EVERY_DAY,
    starts: time = time(9),
    ends: time = time(12),
    **fields: Any,
) -> list[WorkingPattern]:
    """The same hours on each of `weekdays` (1 = Monday)."""
    return [
        WorkingPattern.objects.create(
            resource=clinician, site=site, weekday=weekday, starts=starts, ends=ends,
            **{"valid_from": date(2020, 1, 1)} | fields,
        )
        for weekday in weekdays
    ]  # fmt: skip


def an_account(**fields: Any) -> Account:
    n = next(_number)
    return Account.objects.create_user(f"person{n}@example.org", None, **{"display_name": f"Person {n}"} | fields)


def a_patient(**fields: Any) -> Patient:
    defaults = {"name": f"Patient {next(_number):05}", "birth_date": date(1980, 5, 17), "language": "en"}
    return Patient.objects.create(**defaults | fields)


def a_proxy(patient: Patient, holder: Account, scope: str = Proxy.Scope.ALL, **fields: Any) -> Proxy:
    defaults = {"relationship": Proxy.Relationship.PARENT, "starts_on": date(2020, 1, 1)}
    return Proxy.objects.create(patient=patient, holder=holder, scope=scope, **defaults | fields)

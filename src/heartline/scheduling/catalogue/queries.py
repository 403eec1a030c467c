"""Services and those who give them."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from heartline.kernel import clock
from heartline.kernel.text import translated
from heartline.people.models import Patient, Site, StaffMember
from heartline.people.staffing.profile import member_now
from heartline.scheduling.catalogue.models import Need, Resource, Service
from heartline.scheduling.catalogue.rules import age_on, score, speaks, wording


def find_services(text: str = "", language: str | None = None, patient: Patient | None = None) -> list[Service]:
    """Active services that fit `text`, best first; without text, all by name in `language`. One query.

    With `patient`, only those for their age; whether they may book online is `booking.eligibility.why_not`.
    """
    services = list(Service.objects.filter(active=True))
    if patient is not None and patient.birth_date is not None:
        age = age_on(patient.birth_date, clock.now().date())
        services = [s for s in services if (s.min_age or 0) <= age and (s.max_age is None or age <= s.max_age)]
    services.sort(key=lambda service: translated(service.name, language))
    if not text.strip():
        return services
    scores = {s.pk: score(text, wording(s.name, s.reasons, s.summary, s.category)) for s in services}
    return sorted((s for s in services if scores[s.pk]), key=lambda s: -scores[s.pk])


def clinicians_for(
    service: Service, language: str | None = None, gender: str | None = None, site: Site | UUID | None = None
) -> list[Resource]:
    """Clinicians who give `service`, by name, with `staff_member` and its `sites`. Two queries.

    `language` is BCP 47 ("es" finds "es-MX"), `gender` FHIR's; `site` is where they have hours, now or later.
    """
    found = Resource.objects.filter(offerings__service=service, kind=Resource.Kind.CLINICIAN, active=True)
    found = found.filter(staff_member__active=True)
    if gender:
        found = found.filter(staff_member__gender=gender)
    if site is not None:
        today = clock.now().date()
        still = Q(patterns__valid_until=None) | Q(patterns__valid_until__gte=today)
        found = found.filter(
            (Q(patterns__site=site) & still)
            | Q(exceptions__site=site, exceptions__works=True, exceptions__date__gte=today)
        )
    clinicians = found.select_related("staff_member").prefetch_related("staff_member__sites").distinct()
    return sorted(
        (c for c in clinicians if c.staff_member and (not language or speaks(c.staff_member.languages, language))),
        key=lambda c: (c.staff_member.family, c.name) if c.staff_member else ("", c.name),
    )


def services_of(clinician: Resource) -> list[Service]:
    """Active services that this clinician gives. One query."""
    return list(Service.objects.filter(offerings__resource=clinician, active=True))


PLAIN = (
    "name", "summary", "reasons", "preparation", "category", "modes", "room_kind", "online", "daily_cap", "min_age",
    "max_age", "group_size", "price_minor", "confidential", "active",
)  # fmt: skip


def service_now(service: Service) -> dict[str, Any]:
    """What can be changed of it (kernel.revising): lengths of time as people say them. Two queries, none if prefetched."""
    given = [each for each in service.offerings.all() if each.resource.lane_of_id is None]
    needs = list(service.needs.all())
    return {name: getattr(service, name) for name in PLAIN} | {
        "minutes": _whole(service.duration.total_seconds() / 60),
        "before": _whole(service.buffer_before.total_seconds() / 60),
        "after": _whole(service.buffer_after.total_seconds() / 60),
        "grid": _whole(service.step.total_seconds() / 60),
        "lead_hours": _whole(service.lead_time.total_seconds() / 3600),
        "cancel_hours": _whole(service.cancel_notice.total_seconds() / 3600),
        "horizon_days": service.horizon.days,
        "clinicians": sorted(str(each.resource_id) for each in given),
        "known_only": sorted(str(each.resource_id) for each in given if not each.new_patients),
        "devices": sorted(need.tag for need in needs if need.kind == Need.Kind.DEVICE),
        "helpers": sorted(need.tag for need in needs if need.kind == Need.Kind.CLINICIAN),
    }


def clinician_now(member: StaffMember, resource: Resource | None) -> dict[str, Any]:
    """What can be changed of somebody who sees patients, or could. One query."""
    here = {"tag": resource.tag, "active": resource.active} if resource else {"tag": "", "active": False}
    return member_now(member) | here


def device_now(device: Resource) -> dict[str, Any]:
    """What can be changed of it. No query."""
    return {"name": device.name, "tag": device.tag, "active": device.active}


def tags(kind: str) -> list[str]:
    """What devices are, or what clinicians also help with, here. One query."""
    found = Resource.objects.filter(kind=kind, lane_of=None).exclude(tag="")
    return sorted(set(found.values_list("tag", flat=True)))


def _whole(count: float) -> float:
    """Whole numbers as such: 20, not 20.0."""
    return int(count) if count == int(count) else count

"""How visits and time read in FHIR R4: Schedule, Slot, Appointment, Encounter. Pure; `zone` is the site's."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from heartline.people.fhir_dates import FhirDate
from heartline.people.fhir_types import CodeableConcept
from heartline.people.importing.details import CannotTake, NotTaken
from heartline.scheduling import fhir_types as r4
from heartline.scheduling.importing.details import ServiceName, SlotDetails, VisitDetails

ANY_VISIT = ServiceName("urn:heartline:visit", "visit", "Visit")
UNSAID_LENGTH = timedelta(minutes=15)  # of a visit whose end is not told
_GENERIC = "http://terminology.hl7.org/CodeSystem/service-type"
_SEMANTIC_TAG = re.compile(r" \((procedure|finding|situation|regime/therapy|event)\)$")  # SNOMED CT's, not for readers

_ENCOUNTER_STATUS = {
    "planned": "booked",
    "arrived": "arrived",
    "triaged": "arrived",
    "in-progress": "arrived",
    "onleave": "arrived",
    "finished": "fulfilled",
    "cancelled": "cancelled",
}
_APPOINTMENT_STATUS = {
    "booked": "booked",
    "arrived": "arrived",
    "checked-in": "arrived",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "noshow": "noshow",
}
# Codes of appointment-cancellation-reason, by their beginnings.
_CANCEL_REASONS = [
    ("pat-fb", "feeling_better"),
    ("pat-mt", "transport"),
    ("oth-cms", "transport"),
    ("pat-cpp", "elsewhere"),
    ("pat", "cannot_come"),
    ("prov", "by_clinic"),
]


def service_names(concepts: Iterable[CodeableConcept]) -> list[ServiceName]:
    """One service a concept; of several codings the one that is not the generic list's."""
    found: dict[tuple[str, str], ServiceName] = {}
    for concept in concepts:
        coded = [coding for coding in concept.coding if coding.code]
        chosen = next((c for c in coded if c.system != _GENERIC), coded[0] if coded else None)
        words = concept.text.strip() or (chosen.display.strip() if chosen else "") or concept.words
        if not words:
            continue
        name = _SEMANTIC_TAG.sub("", words)[:120]
        service = ServiceName(chosen.system if chosen else "", chosen.code if chosen else name.lower(), name)
        found.setdefault((service.system, service.code), service)
    return list(found.values())


def slot(resource: r4.Slot, zone: tzinfo) -> SlotDetails:
    if resource.status == "entered-in-error":
        raise NotTaken("entered in error")
    starts_at, ends_at = _moment("Slot.start", resource.start, zone), _moment("Slot.end", resource.end, zone)
    if not starts_at < ends_at <= starts_at + timedelta(days=14):
        raise CannotTake("Slot.end", "is not within two weeks after Slot.start")
    capacity = next((e.value_integer for e in resource.extension if e.url.endswith("/slot-capacity")), None)
    return SlotDetails(starts_at, ends_at, resource.status == "free" and capacity != 0, max(capacity or 1, 1))


def appointment(resource: r4.Appointment, zone: tzinfo) -> VisitDetails:
    """Raises NotTaken for what is only asked for (proposed, pending, waitlist): nobody has agreed to a time yet."""
    if resource.status not in _APPOINTMENT_STATUS:
        raise NotTaken(f"status is {resource.status}")
    starts_at = _moment("Appointment.start", resource.start, zone)
    told = resource.minutes_duration
    ends_at = resource.end.at(zone) if resource.end else None
    ends_at = ends_at or starts_at + (timedelta(minutes=told) if told else UNSAID_LENGTH)
    if ends_at <= starts_at:
        raise CannotTake("Appointment.end", "is not after Appointment.start")
    reasons = [words for concept in resource.reason_code if (words := concept.words)] or [resource.description]
    return VisitDetails(
        starts_at=starts_at,
        ends_at=ends_at,
        status=_APPOINTMENT_STATUS[resource.status],
        service=next(iter(service_names(resource.service_type)), ANY_VISIT),
        reason=", ".join(reasons)[:500],
        cancel_reason=_cancel_reason(resource.cancelation_reason) if resource.status == "cancelled" else "",
        cancel_note=resource.cancelation_reason.words[:500],
        booked_at=resource.created.at(zone) if resource.created else None,
    )


def encounter(resource: r4.Encounter, zone: tzinfo) -> VisitDetails:
    if resource.status not in _ENCOUNTER_STATUS:
        raise NotTaken(f"status is {resource.status}")
    starts_at = _moment("Encounter.period.start", resource.period.start, zone)
    ends_at = resource.period.end.at(zone) if resource.period.end else None
    if ends_at and ends_at < starts_at:
        raise CannotTake("Encounter.period.end", "is before Encounter.period.start")
    notes = ("visits without an end were taken to last 15 minutes",) if not ends_at or ends_at == starts_at else ()
    return VisitDetails(
        starts_at=starts_at,
        ends_at=ends_at if ends_at and ends_at > starts_at else starts_at + UNSAID_LENGTH,
        status=_ENCOUNTER_STATUS[resource.status],
        service=next(iter(service_names(resource.type)), ANY_VISIT),
        mode="video" if resource.class_.code == "VR" else "in_person",
        reason=", ".join(words for concept in resource.reason_code if (words := concept.words))[:500],
        cancel_reason="other" if resource.status == "cancelled" else "",
        notes=notes,
    )


def _moment(element: str, value: FhirDate | None, zone: tzinfo) -> datetime:
    moment = value.at(zone) if value else None
    if moment is None:
        raise CannotTake(element, "has no time of day" if value else "is missing")
    return moment


def _cancel_reason(concept: CodeableConcept) -> str:
    codes = [coding.code for coding in concept.coding]
    return next((ours for start, ours in _CANCEL_REASONS if any(c.startswith(start) for c in codes)), "other")

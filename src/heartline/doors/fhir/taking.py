"""The types that are read: for each, its model and the function that hands it to the domain that owns it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heartline.doors.fhir import taking_times
from heartline.doors.fhir.context import Context
from heartline.people import fhir, fhir_types
from heartline.people.importing import patients, staff
from heartline.people.importing.details import How, NotTaken, Taken
from heartline.people.models import Site
from heartline.scheduling import fhir_types as times
from heartline.scheduling.importing.services import rename

Take = Callable[[Any, Context, UUID | None], Taken]


@dataclass(frozen=True, slots=True)
class Reader:
    """`rank` orders the passes: what a resource refers to has been read in a pass before."""

    model: type[fhir_types.Resource]
    take: Take
    rank: int


def rank(resource_type: str, resource: dict[str, Any]) -> int | None:
    """In which pass it is taken; None for a type that is not read yet. Rooms come after the sites they are part of."""
    reader = READERS.get(resource_type)
    if reader is None:
        return None
    is_part = resource_type == "Location" and resource.get("partOf") is not None
    return reader.rank + 1 if is_part else reader.rank


def _patient(resource: fhir_types.Patient, context: Context, known: UUID | None) -> Taken:
    details = fhir.patient(resource, country=context.run.country)
    return patients.take_patient(details, known, context.run.source)


def _related_person(resource: fhir_types.RelatedPerson, context: Context, known: UUID | None) -> Taken:
    patient_id = context.need(resource.patient, "RelatedPerson.patient", "Patient")
    details = fhir.related_person(resource, country=context.run.country)
    return patients.take_related_person(patient_id, details, known)


def _coverage(resource: fhir_types.Coverage, context: Context, known: UUID | None) -> Taken:
    patient_id = context.need(resource.beneficiary, "Coverage.beneficiary", "Patient")
    keys = [key for payor in resource.payor for key in context.keys(payor, "Organization")]
    payer = next((context.run.payers[key] for key in keys if key in context.run.payers), "")
    if not payer and (site_id := context.run.known.first(keys)):
        payer = Site.objects.filter(id=site_id).values_list("name", flat=True).first() or ""
    return patients.take_coverage(patient_id, fhir.coverage(resource, payer=payer), known)


def _practitioner(resource: fhir_types.Practitioner, context: Context, known: UUID | None) -> Taken:
    taken = staff.take_staff(fhir.practitioner(resource), known, context.run.source)
    rename(taken)
    return taken


def _practitioner_role(resource: fhir_types.PractitionerRole, context: Context, known: UUID | None) -> Taken:
    staff_id = context.need(resource.practitioner, "PractitionerRole.practitioner", "Practitioner")
    if not resource.active:
        raise NotTaken("no longer in force")
    places = [context.place(location, "Location") for location in resource.location]
    if not any(places):
        places = [context.place(resource.organization, "Organization")]
    staff.take_role(staff_id, fhir.specialty(resource), [place.id for place in places if place])
    return Taken(staff_id, How.UPDATED if known else How.TAKEN)


def _organization(resource: fhir_types.Organization, context: Context, known: UUID | None) -> Taken:
    try:
        details = fhir.organization(resource, country=context.run.country)
    except NotTaken:
        context.run.remember_payer(context.key, resource.name)
        for identifier in resource.identifier:
            for key in context.keys(fhir_types.Reference(identifier=identifier), "Organization"):
                context.run.remember_payer(key, resource.name)
        raise
    return staff.take_site(details, known, context.run.source, context.run.house)


def _location(resource: fhir_types.Location, context: Context, known: UUID | None) -> Taken:
    details = fhir.location(resource, country=context.run.country)
    if fhir.is_room(resource):
        site_id = context.need(resource.part_of, "Location.partOf", "Location")
        return staff.take_room(details, known, site_id)
    return staff.take_site(details, known, context.run.source, context.run.house)


READERS: dict[str, Reader] = {
    "Organization": Reader(fhir_types.Organization, _organization, 0),
    "Practitioner": Reader(fhir_types.Practitioner, _practitioner, 0),
    "Patient": Reader(fhir_types.Patient, _patient, 0),
    "Location": Reader(fhir_types.Location, _location, 1),
    "RelatedPerson": Reader(fhir_types.RelatedPerson, _related_person, 1),
    "Coverage": Reader(fhir_types.Coverage, _coverage, 1),
    "PractitionerRole": Reader(fhir_types.PractitionerRole, _practitioner_role, 3),
    "Schedule": Reader(times.Schedule, taking_times.schedule, 4),
    "Slot": Reader(times.Slot, taking_times.slot, 5),
    "Appointment": Reader(times.Appointment, taking_times.appointment, 6),
    "Encounter": Reader(times.Encounter, taking_times.encounter, 7),
}

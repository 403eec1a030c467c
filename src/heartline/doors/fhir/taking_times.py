"""Schedule, Slot, Appointment and Encounter: find whom and where they mean, and hand them to scheduling."""

from uuid import UUID

from heartline.doors.fhir.context import Context
from heartline.doors.fhir.references import Key
from heartline.people.fhir_types import Reference
from heartline.people.importing import staff
from heartline.people.importing.details import CannotTake, How, NotTaken, Taken
from heartline.people.models import Site, StaffMember
from heartline.scheduling import fhir
from heartline.scheduling import fhir_types as r4
from heartline.scheduling.importing import services, times, visits
from heartline.scheduling.models import Appointment, Offering, PatternException

MAIN_PARTICIPANTS = ("PPRF", "ATND", "ADM", "CON")  # v3-ParticipationType: who the visit was with, likeliest first
WITHDRAWN = "what the other system says was entered in error was taken back"


def schedule(resource: r4.Schedule, context: Context, known: UUID | None) -> Taken:
    """Whose time it is and what it is for. Times of a place with nobody named are those of its team."""
    if not resource.active:
        raise NotTaken("not in use any more")
    staff_id = next((found for actor in resource.actor if (found := context.staff(actor))), None)
    site = next((place for actor in resource.actor if (place := context.place(actor, "Location"))), None)
    site = site or _only_site(staff_id)
    notes = []
    if staff_id is None and site is not None:
        staff_id = staff.team_at(site.id)
        notes.append("times of a place with no clinician named belong to an entry with the place's name")
    if staff_id is None:
        raise CannotTake("Schedule.actor", "refers to nobody and no place that has been read")
    if site is None:
        raise CannotTake("Schedule.actor", "names no Location, and the clinician works at none or at several")
    staff.take_role(staff_id, "", [site.id])
    resource_id = services.clinician(staff_id).id
    named = fhir.service_names(resource.service_type) or [fhir.ANY_VISIT]
    services.offer(resource_id, [services.service_for(name, online=context.run.online).id for name in named])
    context.run.known.put(_at(context.key), site.id, "")
    return Taken(resource_id, How.UPDATED if known else How.TAKEN, tuple(notes))


def slot(resource: r4.Slot, context: Context, known: UUID | None) -> Taken:
    if resource.status == "entered-in-error" and known:
        times.forget_slot(known)
        return Taken(known, How.UPDATED, (WITHDRAWN,))
    keys = context.keys(resource.schedule, "Schedule")
    site_id = context.run.known.first([_at(key) for key in keys])
    site = context.run.site(site_id) if site_id else None
    resource_id = context.need(resource.schedule, "Slot.schedule", "Schedule")
    if site is None:
        raise CannotTake("Slot.schedule", "is a Schedule whose place is not known")
    details = fhir.slot(resource, site.zone)
    if details.free:
        named = fhir.service_names(resource.service_type)
        wanted = [services.service_for(name, online=context.run.online).id for name in named]
        services.offer(resource_id, wanted)
        offered = wanted or list(Offering.objects.filter(resource_id=resource_id).values_list("service_id", flat=True))
        local = details.starts_at.astimezone(site.zone)
        services.fit(offered, details, local.hour * 60 + local.minute)
    taken = times.take_slot(details, resource_id, site, known)
    note = "slots for several people became visits one after the other: a time is taken once"
    return Taken(taken.id, taken.how, (note,) if details.capacity > 1 else ())


def appointment(resource: r4.Appointment, context: Context, known: UUID | None) -> Taken:
    actors = [participant.actor for participant in resource.participant if participant.actor]
    patient_id = next((found for actor in actors if (found := context.find(actor, "Patient"))), None)
    if resource.status == "entered-in-error":
        return _withdraw(known, context)
    if patient_id is None:
        raise CannotTake("Appointment.participant", "names no Patient that has been read")
    staff_id = next((found for actor in actors if (found := context.staff(actor))), None)
    site = next((place for actor in actors if (place := context.place(actor, "Location"))), None)
    site = site or _site_of_slot(resource.slot, context) or _only_site(staff_id)
    if site is None:
        raise CannotTake("Appointment.participant", "names no Location, and the clinician works at none or at several")
    details = fhir.appointment(resource, site.zone)
    return visits.take_visit(
        details,
        patient_id=patient_id,
        clinician=services.clinician(staff_id) if staff_id else None,
        site=site,
        known=known,
        source=context.run.source,
    )


def encounter(resource: r4.Encounter, context: Context, known: UUID | None) -> Taken:
    if resource.status == "entered-in-error":
        return _withdraw(known, context)
    if resource.subject is None:
        raise NotTaken("is nobody's")
    patient_id = context.need(resource.subject, "Encounter.subject", "Patient")
    staff_id = _main_clinician(resource, context)
    places = [context.place(location.location, "Location") for location in resource.location]
    site = next((place for place in places if place), None)
    site = site or context.place(resource.service_provider, "Organization") or _only_site(staff_id)
    if site is None:
        raise CannotTake(
            "Encounter.serviceProvider", "names no place that has been read, and Encounter.location neither"
        )
    details = fhir.encounter(resource, site.zone)
    arranged = next((found for a in resource.appointment if (found := context.find(a, "Appointment"))), None)
    if arranged and Appointment.objects.filter(id=arranged).exists():
        return visits.took_place(arranged, details, context.run.source)
    return visits.take_visit(
        details,
        patient_id=patient_id,
        clinician=services.clinician(staff_id) if staff_id else None,
        site=site,
        known=known,
        source=context.run.source,
    )


def _withdraw(known: UUID | None, context: Context) -> Taken:
    if known is None:
        raise NotTaken("entered in error")
    return visits.withdraw(known, context.run.source, WITHDRAWN)


def _main_clinician(resource: r4.Encounter, context: Context) -> UUID | None:
    def place(participant: r4.EncounterParticipant) -> int:
        codes = [n for n, code in enumerate(MAIN_PARTICIPANTS) if any(t.has(code) for t in participant.type)]
        return min(codes, default=len(MAIN_PARTICIPANTS))

    ordered = sorted(resource.participant, key=place)
    return next((found for p in ordered if (found := context.staff(p.individual))), None)


def _at(key: Key) -> Key:
    """Where the site of a Schedule is remembered: our resource alone does not tell it."""
    return Key(key.source, "Schedule at", key.id)


def _only_site(staff_id: UUID | None) -> Site | None:
    sites = list(StaffMember.objects.get(id=staff_id).sites.all()[:2]) if staff_id else []
    return sites[0] if len(sites) == 1 else None


def _site_of_slot(slots: list[Reference], context: Context) -> Site | None:
    found = [slot_id for reference in slots if (slot_id := context.find(reference, "Slot"))]
    free = PatternException.objects.filter(id__in=[times.part_of(slot_id) for slot_id in found])
    return next((exception.site for exception in free.select_related("site")), None)

"""What a resource is read with: whose ids it uses, what its references stand for here, and what the user said."""

from dataclasses import dataclass, field
from uuid import UUID

from heartline.doors.fhir.known import Known
from heartline.doors.fhir.references import Key, Origin, keys_of
from heartline.people.fhir import NPI
from heartline.people.fhir_types import Reference
from heartline.people.importing.details import CannotTake, PlaceDetails, StaffDetails
from heartline.people.importing.staff import House, take_site, take_staff
from heartline.people.models import Identifier, Site, StaffMember
from heartline.scheduling.importing.services import clinician

MOST_PAYERS = 10_000


@dataclass
class Import:
    """One run. `online` is who may book, without staff, what published schedules offer."""

    source: str
    house: House
    online: str
    known: Known = field(default_factory=Known)
    sites: dict[UUID, Site] = field(default_factory=dict)  # read once each; their zone and name do not change in a run
    payers: dict[Key, str] = field(default_factory=dict)  # names of organizations that pay; they are no part of us

    @property
    def country(self) -> str:
        return self.house.country

    def site(self, site_id: UUID) -> Site | None:
        """Our site, or None when this is the id of a room."""
        if site_id not in self.sites and (found := Site.objects.filter(id=site_id).first()):
            self.sites[site_id] = found
        return self.sites.get(site_id)

    def remember_payer(self, key: Key, name: str) -> None:
        if len(self.payers) < MOST_PAYERS:
            self.payers[key] = name


@dataclass(frozen=True)
class Context:
    """The run, and the place of one resource in it. `key` is its own, or that of the resource which contains it."""

    run: Import
    origin: Origin
    key: Key
    parent: Key

    def keys(self, reference: Reference, *types: str) -> list[Key]:
        return keys_of(reference, types, self.origin, self.parent)

    def find(self, reference: Reference | None, *types: str) -> UUID | None:
        """Our id of what is meant, or None."""
        if reference is None:
            return None
        keys = self.keys(reference, *types)
        return self.run.known.first(keys) or next((found for key in keys if (found := _by_own_number(key))), None)

    def need(self, reference: Reference | None, element: str, *types: str) -> UUID:
        """Our id of what is meant. Raises CannotTake when it is not known."""
        found = self.find(reference, *types)
        if found is None:
            said = reference.reference[:100] if reference else ""
            raise CannotTake(element, f"refers to {said or 'something without a reference'}, which has not been read")
        return found

    def place(self, reference: Reference | None, *types: str) -> Site | None:
        """The site of a Location or Organization, of a room its site; a place known only by a name is noted down."""
        found = self.find(reference, *types)
        if found is None:
            return self._place_by_name(reference, *types) if reference else None
        return self.run.site(found) or Site.objects.filter(rooms__id=found).first()

    def staff(self, reference: Reference | None) -> UUID | None:
        """The member of staff whom a Practitioner or PractitionerRole stands for; one with only a name is noted down."""
        found = self.find(reference, "Practitioner", "PractitionerRole")
        if found or reference is None:
            return found
        keys = self.keys(reference, "Practitioner", "PractitionerRole")
        if not (keys and _says(reference, "Practitioner")):
            return None
        npi = keys[0].id if keys[0].source == f"identifier {NPI}" else ""
        details = StaffDetails(name=reference.display.strip()[:200], npi=npi[:20], active=False)
        taken = take_staff(details, None, self.run.source)
        clinician(taken.id)
        self.run.known.put(keys[0], taken.id, "")
        return taken.id

    def _place_by_name(self, reference: Reference, *types: str) -> Site | None:
        keys = self.keys(reference, *types)
        if not (keys and _says(reference, *types)):
            return None
        details = PlaceDetails(name=reference.display.strip()[:200], active=False)
        taken = take_site(details, None, self.run.source, self.run.house)
        self.run.known.put(keys[0], taken.id, "")
        return self.run.site(taken.id)


def _says(reference: Reference, *types: str) -> bool:
    """Whether it gives a name, and says that this is one of `types` (a bare urn:uuid could be anybody's)."""
    said = f"{reference.type} {reference.reference}"
    return bool(reference.display.strip()) and any(type_ in said for type_ in types)


def _by_own_number(key: Key) -> UUID | None:
    """People known here by an identifier, whether or not they were ever imported."""
    if not key.source.startswith("identifier "):
        return None
    system = key.source.removeprefix("identifier ")
    if key.type == "Patient":
        return Identifier.objects.filter(system=system, value=key.id).values_list("patient_id", flat=True).first()
    if key.type == "Practitioner" and system == NPI:
        members = list(StaffMember.objects.filter(npi=key.id).values_list("id", flat=True)[:2])
        return members[0] if len(members) == 1 else None
    return None

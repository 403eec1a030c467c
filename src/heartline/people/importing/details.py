"""What another system says of a person, a member of staff or a place, already in our own terms."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class How(StrEnum):
    """What became of a resource that was taken."""

    TAKEN = "taken"
    UPDATED = "updated"
    MATCHED = "matched"


@dataclass(frozen=True, slots=True)
class Taken:
    """Where it went, and how. `notes` are things that a reader of the report should know."""

    id: UUID
    how: How
    notes: tuple[str, ...] = ()


@dataclass
class NotTaken(Exception):
    """Left out for a reason that is no error: it is counted and the reason reported."""

    why: str


@dataclass
class CannotTake(Exception):
    """Something is wrong with `element` ("Encounter.period.start"); the sentence says what, without any value."""

    element: str
    what: str


@dataclass(frozen=True, slots=True)
class NameDetails:
    text: str
    use: str = "official"  # HumanName.Use
    family: str = ""
    given: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    system: str  # ContactPoint.System
    value: str  # E.164 or e-mail; as received when it is neither, and `note` says so
    use: str = "home"
    preferred: bool = False
    do_not_use: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddressDetails:
    use: str = "home"
    line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, or empty


@dataclass(frozen=True, slots=True)
class IdentifierDetails:
    system: str
    value: str
    type: str = ""  # Identifier.Type


@dataclass(frozen=True, slots=True)
class LanguageDetails:
    language: str  # BCP 47
    preferred: bool = False
    interpreter_needed: bool = False


@dataclass(frozen=True, slots=True)
class RelatedDetails:
    name: str
    relationship: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class PatientDetails:
    names: tuple[NameDetails, ...]  # the one to show comes first
    birth_date: date | None = None
    birth_partial: str = ""
    sex: str = "unknown"
    gender_identity: str = ""
    pronouns: str = ""
    deceased: bool = False
    deceased_on: date | None = None
    active: bool = True
    identifiers: tuple[IdentifierDetails, ...] = ()
    contact_points: tuple[ContactDetails, ...] = ()
    addresses: tuple[AddressDetails, ...] = ()
    languages: tuple[LanguageDetails, ...] = ()
    contacts: tuple[RelatedDetails, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffDetails:
    name: str
    family: str = ""
    given: str = ""
    gender: str = ""
    npi: str = ""
    languages: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    name: str
    address: AddressDetails = field(default_factory=AddressDetails)
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class CoverageDetails:
    payer: str
    plan: str = ""
    member_id: str = ""
    group: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    status: str = "active"

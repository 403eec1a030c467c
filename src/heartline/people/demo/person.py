"""A made-up person and the household they live in, before anything is written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from heartline.people.demo.names import Culture, Named


@dataclass(slots=True, eq=False)
class Person:
    id: UUID
    named: Named
    culture: Culture
    sex: str
    born: date
    language: str
    site: int  # index of the site they usually come to
    known_since: datetime
    interpreter: bool = False
    phone: str = ""
    phone_of: "Person | None" = None  # whose phone it is, where it is shared
    email: str = ""
    account_id: UUID | None = None
    needs: list[str] = field(default_factory=list)
    gender_identity: str = ""
    pronouns: str = ""
    how_to_speak: str = ""
    deceased: date | None = None
    mrn: str = ""

    @property
    def name(self) -> str:
        return self.named.text


@dataclass(frozen=True, slots=True)
class ActsFor:
    """`holder` may act for `patient`. A holder who is no patient has an account only."""

    holder_account: UUID
    holder_name: str
    patient: Person
    relationship: str
    scope: str = "all"
    ends_on: date | None = None
    revoked: bool = False


@dataclass(slots=True)
class Household:
    people: list[Person]
    line: str
    city: str
    state: str
    postal_code: str
    acts_for: list[ActsFor] = field(default_factory=list)


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns `years`; born on 29 February: 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

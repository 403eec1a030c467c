"""Who writes or calls: one patient, some of whom one must be asked for, or nobody known. Never a guess."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from heartline.people.matching.evidence import BIRTH, FAMILY, GIVEN
from heartline.people.matching.person import Person, birth_of, called, digits_of, distinct
from heartline.people.matching.queries import Candidate, candidates, judge, one_a_person
from heartline.people.matching.records import read
from heartline.people.matching.rules import CLOSE, Decision
from heartline.people.models import ContactPoint, RelatedPerson

AHEAD = 6.0  # log2 by which the likeliest must lead the next one of those who have the number
_MANY = 25  # patients with one number, of whom no more are looked at


class Known(StrEnum):
    ONE = "one"  # it is this patient
    ASK = "ask"  # it may be one of these: ask who it is
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sender:
    """`patient_id` only where it is one. `among`: patients it may be, the likeliest first, one record a person."""

    known: Known
    patient_id: UUID | None = None
    among: list[UUID] = field(default_factory=list)


def who_is(*, phone: str = "", email: str = "", name: str = "", born: date | None = None) -> Sender:
    """Who has this number (E.164) or address, and goes by this name if one is said. At most six queries.

    A number alone is answered with one patient only where it is that one person's and nobody is known to share it: no
    other patient, no relative, and no mark. A name alone never is: namesakes are many, and names are no secret.
    """
    value = phone or email.lower()
    holders = _holders(value) if value else {}
    asked = Person(
        names=tuple(filter(None, [called(text=name)])),
        birth=birth_of(born),
        phones=distinct([digits_of(phone)]),
        emails=distinct([email.lower()]),
    )
    if not holders:
        found = [one for one in candidates(asked) if one.decision is not Decision.NO] if asked.names else []
        return _ask(one.patient_id for one in found)
    found = one_a_person(judge(asked, read(list(holders))))
    first, rest = found[0], found[1:]
    alone = not rest and not holders[first.patient_id] and not _answered_by_others(value)
    if alone and not _contradicted(first):
        return Sender(Known.ONE, first.patient_id)
    if _named(first) and all(first.score - one.score >= AHEAD for one in rest):
        return Sender(Known.ONE, first.patient_id)
    return _ask(one.patient_id for one in found)


def _holders(value: str) -> dict[UUID, bool]:
    """Patients who have it → whether it is marked as shared."""
    points = ContactPoint.objects.filter(value=value, do_not_use=False, patient__active=True, patient__deceased_on=None)
    return dict(points.order_by("patient_id", "shared").values_list("patient_id", "shared")[:_MANY])


def _answered_by_others(value: str) -> bool:
    """Whether somebody's relative has it: a mother who calls for her son."""
    relatives = RelatedPerson.objects.filter(email=value) if "@" in value else RelatedPerson.objects.filter(phone=value)
    return relatives.exists()


def _levels(one: Candidate) -> dict[str, str]:
    return {finding.field: finding.level for finding in one.evidence}


def _named(one: Candidate) -> bool:
    """Whether what was said of name and birth date fits: a first name at least."""
    levels = _levels(one)
    return levels.get(GIVEN) in CLOSE and levels.get(FAMILY, "same") in CLOSE and not _contradicted(one)


def _contradicted(one: Candidate) -> bool:
    levels = _levels(one)
    return any(levels.get(field, "same") in ("other", "hint") for field in (GIVEN, FAMILY, BIRTH))


def _ask(patients: Iterable[UUID]) -> Sender:
    among = list(patients)
    return Sender(Known.ASK, among=among) if among else Sender(Known.NOBODY)

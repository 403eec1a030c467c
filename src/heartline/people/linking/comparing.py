"""Two records side by side, field by field: what agrees, what differs, what only one of them knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import JaroWinkler

from heartline.kernel.dates import say_short
from heartline.kernel.errors import Words
from heartline.kernel.templatetags.facts import language_name
from heartline.kernel.text import fold
from heartline.people.contacts.rules import say_phone
from heartline.people.models import ContactPoint, Identifier, Patient

GENERATION = 15  # years between two birth dates from which a parent and their child are more likely than a slip
OTHER_NAME = 0.8  # likeness of two first names below which they are two names, not two spellings


class Agreement(StrEnum):
    SAME = "same"
    PARTLY = "partly"  # they have something in common, and something not
    DIFFERENT = "different"
    LEFT = "left"  # only the first knows
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Row:
    label: Words
    left: Sequence[Words]
    right: Sequence[Words]
    agreement: Agreement


def agreement(left: Sequence[str], right: Sequence[str]) -> Agreement | None:
    """How two lists of values agree, whatever their order, case and accents; None where neither has any."""
    a, b = {fold(value) for value in left}, {fold(value) for value in right}
    if not a and not b:
        return None
    if not a or not b:
        return Agreement.LEFT if a else Agreement.RIGHT
    if a == b:
        return Agreement.SAME
    return Agreement.PARTLY if a & b else Agreement.DIFFERENT


def rows(left: Patient, right: Patient) -> list[Row]:
    """What either knows, a row a field. No query where names, contact points and so on are prefetched."""
    found = []
    apart = all(_given(one) or _families(one) for one in (left, right))
    for label, values in [*(_NAME_IN_PARTS if apart else _WHOLE_NAME), *_FIELDS]:
        ours, theirs = values(left), values(right)
        agrees = agreement([str(value) for value in ours], [str(value) for value in theirs])
        if agrees is not None:
            found.append(Row(label, ours, theirs, agrees))
    return found


def hints(left: Patient, right: Patient) -> list[Words]:
    """What speaks for two people although much agrees."""
    found: list[Words] = []
    if _maybe_twins(left, right):
        found.append(_("Twins? They have the same birth date and family name, and different first names."))
    if _maybe_generations(left, right):
        found.append(_("Parent and child? They have the same name, and were born a generation apart."))
    if {p.value for p in left.contact_points.all() if p.shared} & {p.value for p in right.contact_points.all()}:
        found.append(_("The phone or e-mail that they have in common is shared with others."))
    if _both_numbered(left, right):
        found.append(_("Each has a number of the same kind from the same issuer, and the two differ."))
    return found


def _maybe_twins(left: Patient, right: Patient) -> bool:
    if not left.birth_date or left.birth_date != right.birth_date:
        return False
    ours, theirs = _parts(left), _parts(right)
    if not ours or not theirs or ours[1] != theirs[1]:
        return False
    return JaroWinkler.similarity(ours[0], theirs[0]) < OTHER_NAME


def _maybe_generations(left: Patient, right: Patient) -> bool:
    born: list[date] = [one.birth_date for one in (left, right) if one.birth_date]
    if len(born) < 2 or fold(left.name) != fold(right.name):
        return False
    return abs(born[0].year - born[1].year) >= GENERATION


def _both_numbered(left: Patient, right: Patient) -> bool:
    def numbers(of: Patient) -> dict[tuple[str, str], str]:
        return {(n.system, n.type): n.value for n in of.identifiers.all() if n.type and n.type != Identifier.Type.MRN}

    ours, theirs = numbers(left), numbers(right)
    return any(ours[kind] != theirs[kind] for kind in ours.keys() & theirs.keys())


def _parts(of: Patient) -> tuple[str, str] | None:
    """First and family name, folded."""
    name = next((name for name in of.names.all() if name.given and name.family), None)
    if name:
        return fold(name.given[0]), fold(name.family)
    words = fold(of.name).split()
    return (words[0], words[-1]) if len(words) > 1 else None


def _birth(of: Patient) -> list[Words]:
    if of.birth_date:
        return [say_short(of.birth_date)]
    return [of.birth_partial] if of.birth_partial else []


def _given(of: Patient) -> list[Words]:
    return list(dict.fromkeys(" ".join(name.given) for name in of.names.all() if name.given))


def _families(of: Patient) -> list[Words]:
    return list(dict.fromkeys(name.family for name in of.names.all() if name.family))


def _whole(of: Patient) -> list[Words]:
    return list(dict.fromkeys([*filter(None, [of.name]), *(name.text for name in of.names.all())]))


def _points(*systems: str) -> Callable[[Patient], list[Words]]:
    def values(of: Patient) -> list[Words]:
        found = (point.value for point in of.contact_points.all() if point.system in systems)
        return [say_phone(value) for value in dict.fromkeys(found)]

    return values


def _addresses(of: Patient) -> list[Words]:
    parts = ((home.line, home.city, f"{home.state} {home.postal_code}".strip()) for home in of.addresses.all())
    return [", ".join(part for part in address if part) for address in parts]


def _numbers(of: Patient) -> list[Words]:
    """Without the record numbers: every record has its own."""
    return [number.value for number in of.identifiers.all() if number.type != Identifier.Type.MRN]


_PHONES = (ContactPoint.System.PHONE, ContactPoint.System.SMS)
_Fields = tuple[tuple[Words, Callable[[Patient], list[Words]]], ...]
_NAME_IN_PARTS: _Fields = ((_("First names"), _given), (_("Family name"), _families))
_WHOLE_NAME: _Fields = ((_("Name"), _whole),)
_FIELDS: _Fields = (
    (_("Birth date"), _birth),
    (_("Sex"), lambda of: [of.get_sex_display()] if of.sex != Patient.Sex.UNKNOWN else []),
    (_("Phone"), _points(*_PHONES)),
    (_("E-mail"), _points(ContactPoint.System.EMAIL)),
    (_("Address"), _addresses),
    (_("Other numbers"), _numbers),
    (_("Languages"), lambda of: [language_name(spoken.language) for spoken in of.languages.all()]),
    (_("Coverage"), lambda of: [" ".join(filter(None, (c.payer, c.member_id))) for c in of.coverages.all()]),
    (_("Family and emergency contacts"), lambda of: [one.name for one in of.related_people.all()]),
    (_("Deceased"), lambda of: [say_short(of.deceased_on)] if of.deceased_on else []),
)

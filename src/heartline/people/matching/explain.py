"""What matching found, in words for whoever decides."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.people.matching.evidence import (
    AREA,
    BIRTH,
    EMAIL,
    FAMILY,
    FIELDS,
    GIVEN,
    NUMBER,
    ORDER,
    PHONE,
    SEX,
    STREET,
    UNIT,
    Evidence,
)

_NAME: dict[str, Words] = {
    "same": _("the same"),
    "spelling": _("another spelling"),
    "nick": _("a short form"),
    "slip": _("a typing slip apart"),
    "part": _("one has more names"),
    "like": _("alike"),
    "initial": _("the same first letter"),
    "hint": _("a little alike"),
    "other": _("different"),
}
_LEVELS: dict[str, dict[str, Words]] = {
    GIVEN: _NAME,
    FAMILY: _NAME,
    ORDER: {"swapped": _("given and family name swapped")},
    BIRTH: {
        "same": _("the same"),
        "swapped": _("day and month swapped"),
        "slip": _("a typing slip apart"),
        "near": _("partly the same"),
        "month": _("the same, as far as both know it"),
        "year": _("the same year"),
        "other": _("different"),
    },
    SEX: {"same": _("the same"), "other": _("different")},
    STREET: {
        "door": _("the same street and number"),
        "road": _("the same street or nearly"),
        "like": _("alike"),
        "half": _("only the number is the same"),
        "other": _("different"),
    },
    UNIT: {"same": _("the same"), "like": _("alike"), "other": _("different")},
    AREA: {
        "same": _("the same"),
        "like": _("the same, but for a slip"),
        "half": _("partly the same"),
        "other": _("different"),
    },
    PHONE: {
        "same": _("the same"),
        "shared": _("the same, but others have it too"),
        "slip": _("one digit apart"),
        "other": _("different"),
    },
    EMAIL: {
        "same": _("the same"),
        "shared": _("the same, but others have it too"),
        "slip": _("one letter apart"),
        "other": _("different"),
    },
    NUMBER: {
        "same": _("the same"),
        "member": _("the same insurance number, which a family may share"),
        "other": _("different"),
    },
}
LABELS: dict[str, Words] = {
    GIVEN: _("First names"),
    FAMILY: _("Family name"),
    ORDER: _("Order of the names"),
    BIRTH: _("Birth date"),
    SEX: _("Sex"),
    STREET: _("Street"),
    UNIT: _("Flat or unit"),
    AREA: _("Town"),
    PHONE: _("Phone"),
    EMAIL: _("E-mail"),
    NUMBER: _("Numbers"),
    "household": _("Might be family"),
}
_AGREE = {
    "same",
    "spelling",
    "nick",
    "slip",
    "part",
    "swapped",
    "door",
    "road",
    "month",
    "year",
    "like",
    "shared",
    "member",
}


def say(field: str, level: str) -> Words:
    """How a field agrees, in a few words; the level itself where it is none of ours."""
    if field == "household":
        return _("what agrees is what a family has in common")
    return _LEVELS.get(field, {}).get(level, level)


def agreeing(evidence: Evidence) -> list[tuple[Words, Words]]:
    """What speaks for one person: label and words, in the order of the fields."""
    return _said(evidence, agree=True)


def differing(evidence: Evidence) -> list[tuple[Words, Words]]:
    """What speaks against it."""
    return _said(evidence, agree=False)


def _said(evidence: Evidence, agree: bool) -> list[tuple[Words, Words]]:
    rank: Sequence[str] = FIELDS
    found = sorted(evidence, key=lambda one: rank.index(one.field))
    return [(LABELS[one.field], say(one.field, one.level)) for one in found if (one.level in _AGREE) is agree]

"""A timeline's entry: which icon stands for its kind, and its door in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The ledger's kinds are "noun.verbed"; the whole kind first, then its noun.
ICONS = {
    "appointment": "calendar",
    "appointment.booked": "calendar-plus",
    "appointment.rescheduled": "calendar-clock",
    "appointment.cancelled": "calendar-x",
    "appointment.arrived": "map-pin-check",
    "appointment.completed": "calendar-check",
    "appointment.fulfilled": "calendar-check",
    "appointment.missed": "calendar-off",
    "encounter": "stethoscope",
    "message": "message-square",
    "call": "phone",
    "email": "mail",
    "note": "sticky-note",
    "patient": "user-round",
    "proxy": "users-round",
    "consent": "file-check",
    "contact": "contact",
    "coverage": "shield-check",
    "document": "file-text",
    "payment": "receipt",
    "import": "download",
}

DOORS: dict[str, Promise] = {
    "portal": _("in the patient portal"),
    "desk": _("at the desk"),
    "fhir": _("from another system"),
    "phone": _("by phone"),
    "system": _("automatically"),
}


def context(entry: Any) -> dict[str, Any]:
    """`entry` with its icon, its noun and its door in words."""
    kind, door = _get(entry, "kind"), _get(entry, "door")
    noun = kind.partition(".")[0]
    return {
        "entry": entry,
        "noun": noun,
        "icon": _get(entry, "icon") or ICONS.get(kind) or ICONS.get(noun, "circle-dot"),
        "door": DOORS.get(door, door),
        "source": _get(entry, "source"),
    }


def _get(entry: Any, name: str) -> str:
    return str((entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name, "")) or "")

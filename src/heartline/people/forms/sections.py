"""All sections, in the order in which they are shown, and what can be done with the things in them."""

from collections.abc import Callable
from typing import Any

from heartline.kernel.ids import read_uuid
from heartline.people.contacts import actions as contacts
from heartline.people.contacts.queries import same_everywhere
from heartline.people.details import actions as details
from heartline.people.forms import about, reach
from heartline.people.forms.base import SectionForm
from heartline.people.linking.queries import of_person
from heartline.people.models import Coverage, Patient, RelatedPerson

SECTIONS: tuple[type[SectionForm], ...] = (
    about.UsualName,
    about.Names,
    about.HowToSpeak,
    about.Birth,
    about.About,
    about.Languages,
    reach.Contacts,
    about.Needs,
    reach.WhereTheyLive,
    reach.EmergencyContacts,
    reach.Coverages,
    about.Photo,
)

_CONTACT: dict[str, Callable[[Any], None]] = {
    "prefer": contacts.prefer,
    "stop": contacts.stop_using,
    "allow": contacts.allow_using,
    "share": lambda point: contacts.share(point, True),
    "keep": lambda point: contacts.share(point, False),
    "verify": contacts.verify,
    "remove": contacts.remove,
}


def sections(door: str) -> list[type[SectionForm]]:
    """Those that this door shows."""
    return [section for section in SECTIONS if door in section.doors]


def section(door: str, name: str) -> type[SectionForm] | None:
    """The one of this name at this door."""
    return next((one for one in sections(door) if one.section == name), None)


def change_item(patient: Patient, name: str, item: str, do: str, door: str) -> bool:
    """Do `do` with one thing in a section; False if there is no such thing or nothing like that can be done with it.

    A thing may stand on any record of the person; what several records have is one thing to whoever changes it.

    Only the desk may say that a contact point is verified: a patient shows it by a code.
    """
    if name == "contacts":
        points = same_everywhere(patient.pk, int(item)) if item.isdecimal() and len(item) < 19 else []
        if not points or do not in _CONTACT or (do == "verify" and door != "desk"):
            return False
        for point in points:
            _CONTACT[do](point)
        return True
    key = read_uuid(item)
    if key is None or do != "remove":
        return False
    records = of_person(patient.pk)
    if name == "emergency" and (person := RelatedPerson.objects.filter(patient__in=records, pk=key).first()):
        details.remove_emergency_contact(person)
        return True
    if name == "coverage" and (coverage := Coverage.objects.filter(patient__in=records, pk=key).first()):
        details.end_coverage(coverage)
        return True
    return False

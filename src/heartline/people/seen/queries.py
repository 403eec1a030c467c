"""The audit log, read by those it is about and by those who keep it."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from heartline.kernel.models import AuditEntry
from heartline.people.linking.queries import records_of
from heartline.people.models import Patient
from heartline.people.places.queries import zones
from heartline.people.seen.rules import Visit, visits
from heartline.people.sensitive.closed import is_closed, stand_in

FOR_READING = 200  # entries put together on one page


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looked, newest first; `older` is the key of the next page, 0 at the end."""

    visits: list[Visit]
    zone: str
    older: int


@dataclass(frozen=True, slots=True)
class Look:
    """An audit entry, and the name of the patient it is about."""

    entry: AuditEntry
    patient_name: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Audit entries, newest first; `older` is the key of the next page, 0 at the end."""

    looks: list[Look]
    zone: str
    older: int


def who_looked(patient_id: UUID, before: int = 0, limit: int = FOR_READING) -> Seen:
    """Staff who looked at any record of this person. Three queries."""
    looks = AuditEntry.objects.filter(patient_id__in=records_of(patient_id), actor_kind="staff")
    found = list((looks.filter(id__lt=before) if before else looks).order_by("-id")[: limit + 1])
    zone, _ = zones()
    older = found[limit - 1].id if len(found) > limit else 0
    return Seen(visits(found[:limit], ZoneInfo(zone)), zone, older)


def looks(
    patient_id: UUID | None = None,
    actor_id: UUID | None = None,
    before: int = 0,
    limit: int = 100,
    with_log: bool = False,
) -> Looks:
    """Audit entries about one patient, by one member of staff, or all; `with_log`: looks at this log, too.

    One patient means every record of that person. Three queries; four for one patient.
    """
    entries = AuditEntry.objects.all() if with_log else AuditEntry.objects.exclude(what="audit")
    if patient_id:
        entries = entries.filter(patient_id__in=records_of(patient_id))
    if actor_id:
        entries = entries.filter(actor_id=actor_id)
    if before:
        entries = entries.filter(id__lt=before)
    found = list(entries.order_by("-id")[: limit + 1])
    ids = {entry.patient_id for entry in found if entry.patient_id}
    names = {patient.pk: patient.name for patient in Patient.objects.filter(id__in=ids).only("name")}
    zone, _ = zones()
    older = found[limit - 1].id if len(found) > limit else 0
    shown = [
        Look(_without_words(entry), names.get(entry.patient_id, "") if entry.patient_id else "")
        for entry in found[:limit]
    ]
    return Looks(shown, zone, older)


def _without_words(entry: AuditEntry) -> AuditEntry:
    """Of a closed record: which member of staff and for what kind of reason, but nobody's own words, and no patient's name."""
    if is_closed(entry.patient_id):
        entry.reason = entry.reason.partition(":")[0]
        if entry.actor_kind != "staff":
            entry.actor_label = stand_in()
    return entry

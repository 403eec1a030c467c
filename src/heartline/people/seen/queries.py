"""The audit log, read by those it is about and by those who keep it."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from heartline.kernel.models import AuditEntry
from heartline.people.models import Patient
from heartline.people.places.queries import zones
from heartline.people.seen.rules import Visit, visits

FOR_READING = 200  # entries put together on one page


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looked, newest first; `older` is the key of the next page, 0 at the end."""

    visits: list[Visit]
    zone: str
    older: int


@dataclass(frozen=True, slots=True)
class Looks:
    """Audit entries with the patients' names by id; `older` is the key of the next page, 0 at the end."""

    entries: list[AuditEntry]
    names: dict[UUID, str]
    zone: str
    older: int


def who_looked(patient_id: UUID, before: int = 0, limit: int = FOR_READING) -> Seen:
    """Staff who looked at this patient's record. Two queries."""
    looks = AuditEntry.objects.filter(patient_id=patient_id, actor_kind="staff")
    found = list((looks.filter(id__lt=before) if before else looks).order_by("-id")[: limit + 1])
    zone, _ = zones()
    older = found[limit - 1].id if len(found) > limit else 0
    return Seen(visits(found[:limit], ZoneInfo(zone)), zone, older)


def looks(
    patient_id: UUID | None = None, actor_id: UUID | None = None, before: int = 0, limit: int = 100
) -> Looks:
    """Audit entries about one patient, by one member of staff, or all. Three queries."""
    entries = AuditEntry.objects.all()
    if patient_id:
        entries = entries.filter(patient_id=patient_id)
    if actor_id:
        entries = entries.filter(actor_id=actor_id)
    if before:
        entries = entries.filter(id__lt=before)
    found = list(entries.order_by("-id")[: limit + 1])
    patients = Patient.objects.filter(id__in={entry.patient_id for entry in found if entry.patient_id})
    zone, _ = zones()
    older = found[limit - 1].id if len(found) > limit else 0
    return Looks(found[:limit], dict(patients.values_list("id", "name")), zone, older)

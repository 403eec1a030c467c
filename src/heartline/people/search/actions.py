"""Keeps a patient's shown name, search text and keys for matching in step with what is known of them."""

from uuid import UUID

from heartline.people.matching.keeping import rekey
from heartline.people.models import ContactPoint, HumanName, Identifier, Patient
from heartline.people.names.rules import shown
from heartline.people.search.rules import search_text


def refresh(patient_id: UUID) -> None:
    """Write the shown name, the search text and the keys anew. Seven queries; call at the end of whatever changes their sources."""
    names = list(HumanName.objects.filter(patient_id=patient_id).order_by("id"))
    contacts = list(ContactPoint.objects.filter(patient_id=patient_id).values_list("system", "value"))
    numbers = list(Identifier.objects.filter(patient_id=patient_id).values_list("value", flat=True))
    patient = Patient.objects.get(pk=patient_id)
    patient.name = shown(names) or patient.name
    patient.search = search_text(
        [name.text for name in names] or [patient.name],
        patient.birth_date,
        [value for system, value in contacts if system != ContactPoint.System.EMAIL],
        [value for system, value in contacts if system == ContactPoint.System.EMAIL],
        [*numbers, patient.birth_partial.replace("-", "")],
    )
    patient.save(update_fields=["name", "search"])
    rekey([patient_id])

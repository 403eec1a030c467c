"""How a visit is written in FHIR R4: JSON as a dictionary, which fhir_types reads back. Pure; the visit comes whole."""

from typing import Any

from heartline.kernel.text import translated
from heartline.scheduling.booking.models import Appointment

_REASONS = "urn:heartline:cancel-reason"


def appointment(visit: Appointment) -> dict[str, Any]:
    """R4 Appointment. `visit` has its service, clinician, room and site loaded."""
    people = [{"actor": {"reference": f"Patient/{visit.patient_id}"}, "status": "accepted"}]
    for kind, actor in (("Practitioner", visit.clinician), ("Location", visit.room)):
        if actor is not None:
            reference = {"reference": f"{kind}/{actor.pk}", "display": actor.name}
            people.append({"actor": reference, "status": "accepted"})
    place = {"reference": f"Location/{visit.site_id}", "display": visit.site.name}
    name = translated(visit.service.name, "en")
    resource: dict[str, Any] = {
        "resourceType": "Appointment",
        "id": str(visit.pk),
        "status": visit.status,
        "serviceType": [{"coding": [{"system": "urn:heartline:service", "code": visit.service.slug}], "text": name}],
        "start": visit.period.lower.isoformat(),
        "end": visit.period.upper.isoformat(),
        "minutesDuration": int((visit.period.upper - visit.period.lower).total_seconds() // 60),
        "created": visit.booked_at.isoformat(),
        "participant": [*people, {"actor": place, "status": "accepted"}],
        "extension": [{"url": "urn:heartline:mode", "valueCode": visit.mode}],
    }
    if visit.reason:
        resource["reasonCode"] = [{"text": visit.reason}]
    if visit.cancel_reason:
        coding = {"system": _REASONS, "code": visit.cancel_reason, "display": str(visit.get_cancel_reason_display())}
        resource["cancelationReason"] = {"coding": [coding], "text": visit.cancel_note or coding["display"]}
    if visit.confidential:
        label = {
            "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
            "code": "R",
            "display": "restricted",
        }
        resource["meta"] = {"security": [label]}
    return resource

"""How a task is written in FHIR R4: JSON as dictionaries. Pure; the task comes with those whom it names."""

from typing import Any

from heartline.conversations.todos.models import Task


def task(row: Task) -> dict[str, Any]:
    """R4 Task. Its thread is a Basic, as in Communication.partOf."""
    owner = (
        {"reference": f"Practitioner/{row.person_id}", "display": row.person.name}
        if row.person
        else {"display": str(row.queue)}
    )
    resource: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(row.pk),
        "status": row.status,
        "intent": "order",
        "code": {
            "coding": [{"system": "urn:heartline:task", "code": row.kind, "display": str(row.get_kind_display())}]
        },
        "description": row.text,
        "focus": {"reference": f"Basic/{row.conversation_id}", "display": str(row.conversation)},
        "authoredOn": row.asked_at.isoformat(),
        "requester": {"reference": f"Practitioner/{row.asked_by_id}", "display": row.asked_by.name},
        "owner": owner,
        "restriction": {"period": {"end": row.due_at.isoformat()}},
    }
    if row.patient_id:
        resource["for"] = {"reference": f"Patient/{row.patient_id}"}
    if row.reason:
        resource["statusReason"] = {"text": row.reason}
    if row.closed_at:
        resource["lastModified"] = row.closed_at.isoformat()
    return resource

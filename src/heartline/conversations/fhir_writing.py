"""How what is said is written in FHIR R4: JSON as dictionaries. Pure; the message comes with its conversation."""

from typing import Any

from heartline.conversations.threads.models import Conversation, Door, Message

# v3-ParticipationMode, as far as it knows our doors; the extension names the door itself.
_MODES = {
    Door.EMAIL: ("EMAILWRIT", "email"),
    Door.VOICE: ("PHONE", "telephone"),
    Door.IN_PERSON: ("FACE", "face-to-face"),
}
_ONLINE = ("ONLINEWRIT", "online written")


def communication(message: Message) -> dict[str, Any]:
    """R4 Communication, part of its thread; what is machine-made says so."""
    conversation: Conversation = message.conversation
    patient = {"reference": f"Patient/{message.patient_id}"}
    ours = {"display": message.author_name or str(message.get_author_display())}
    if message.staff_member_id:
        ours["reference"] = f"Practitioner/{message.staff_member_id}"
    written_by = {"display": message.author_name or str(message.get_author_display())}
    if message.author == Message.Author.PATIENT:
        written_by |= patient
    incoming = message.direction == Message.Direction.IN
    code, display = _MODES.get(Door(message.door), _ONLINE)
    resource: dict[str, Any] = {
        "resourceType": "Communication",
        "id": str(message.pk),
        "partOf": [{"reference": f"Basic/{conversation.pk}", "display": str(conversation)}],
        "status": "completed",
        "category": [_coded("urn:heartline:topic", conversation.topic, str(conversation.get_topic_display()))],
        "medium": [_coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", code, display)],
        "subject": patient,
        "sent": message.at.isoformat(),
        "sender": written_by if incoming else ours,
        "payload": [{"contentString": message.text}],
        "extension": [{"url": "urn:heartline:door", "valueCode": message.door}],
    }
    if not incoming:
        resource["recipient"] = [patient]
    if message.read_at:
        resource["received"] = message.read_at.isoformat()
    if message.confidential:
        resource["meta"] = {
            "security": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
                    "code": "R",
                    "display": "restricted",
                }
            ]
        }
    return resource


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}

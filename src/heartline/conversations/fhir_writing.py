"""How what is said is written in FHIR R4: JSON as dictionaries. Pure; the message comes with its conversation."""

from typing import Any

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.attachments.rules import KINDS
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
        "payload": [{"contentString": message.text or "…"}, *map(_payload, _kept(message))],
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


def file_name(attachment: Attachment) -> str:
    """Under which a kept file lies beside the resources: no two alike."""
    return f"{attachment.pk}.{KINDS[attachment.kind]}"


def document(attachment: Attachment) -> dict[str, Any]:
    """R4 DocumentReference: a file, related to the message with which it came. One that was not kept is an entry without bytes."""
    told: dict[str, Any] = {"contentType": attachment.kind, "title": attachment.name}
    if attachment.is_kept:
        told |= {"url": f"files/{file_name(attachment)}", "size": attachment.size}
    resource: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": str(attachment.pk),
        "status": "current" if attachment.is_kept else "entered-in-error",
        "subject": {"reference": f"Patient/{attachment.patient_id}"},
        "content": [{"attachment": {name: value for name, value in told.items() if value} or {"title": "…"}}],
        "context": {"related": [{"reference": f"Communication/{attachment.message_id}"}]},
    }
    return resource | ({"description": str(attachment.reason)} if attachment.why else {})


def _kept(message: Message) -> list[Attachment]:
    return [each for each in Attachment.objects.filter(message=message).order_by("place", "pk") if each.is_kept]


def _payload(attachment: Attachment) -> dict[str, Any]:
    told = {"contentType": attachment.kind, "url": f"files/{file_name(attachment)}", "size": attachment.size}
    return {"contentAttachment": told | ({"title": attachment.name} if attachment.name else {})}


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}

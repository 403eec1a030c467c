"""How what people owns is written in FHIR R4 (4.0.1): JSON as dictionaries, which fhir_types reads back. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from heartline.kernel.models import AuditEntry, Event
from heartline.people import models as m

Resource = dict[str, Any]

_SYSTEMS = {"phone": "phone", "sms": "sms", "email": "email"}
_COVERAGE = {"active", "cancelled", "draft", "entered-in-error"}


def patient(
    row: m.Patient,
    names: Iterable[m.HumanName],
    points: Iterable[m.ContactPoint],
    addresses: Iterable[m.Address],
    languages: Iterable[m.PatientLanguage],
    identifiers: Iterable[m.Identifier],
    others: Iterable[UUID] = (),
) -> Resource:
    """Patient, with everything that R4 keeps inside of it. `others`: the further records of this person."""
    return _full(
        {
            "resourceType": "Patient",
            "id": str(row.pk),
            "active": row.active,
            "name": [name(each) for each in names] or [{"text": row.name}],
            "telecom": [contact_point(each) for each in points],
            "gender": row.sex,
            "birthDate": row.birth_date.isoformat() if row.birth_date else row.birth_partial,
            "deceasedDateTime": _day(row.deceased_on),
            "address": [address(each) for each in addresses],
            "communication": [
                {"language": _text(each.language, "urn:ietf:bcp:47", each.language), "preferred": each.preferred}
                for each in languages
            ],
            "identifier": [
                _full({"system": each.system, "value": each.value, "type": _identifier_type(each.type)})
                for each in identifiers
            ],
            # All of them stay in use and keep their own facts, so that none replaces another ("replaces", "refer").
            "link": [{"other": _patient(other), "type": "seealso"} for other in others],
            "extension": _patient_extensions(row),
        }
    )


def name(row: m.HumanName) -> Resource:
    return _full(
        {
            "use": row.use,
            "text": row.text,
            "family": row.family,
            "given": list(row.given),
            "prefix": [row.prefix] if row.prefix else [],
            "suffix": [row.suffix] if row.suffix else [],
        }
    )


def contact_point(row: m.ContactPoint) -> Resource:
    rank = 1 if row.preferred else None
    use = "old" if row.do_not_use else row.use
    return _full({"system": _SYSTEMS[row.system], "value": row.value, "use": use, "rank": rank})


def address(row: m.Address) -> Resource:
    return _full(
        {
            "use": row.use,
            "line": [row.line] if row.line else [],
            "city": row.city,
            "state": row.state,
            "postalCode": row.postal_code,
            "country": row.country,
        }
    )


def related_person(row: m.RelatedPerson) -> Resource:
    telecom = [{"system": "phone", "value": row.phone}] if row.phone else []
    telecom += [{"system": "email", "value": row.email}] if row.email else []
    relationships = [{"text": row.relationship}] if row.relationship else []
    if row.emergency:
        relationships.append(_text("Emergency Contact", "http://terminology.hl7.org/CodeSystem/v2-0131", "C"))
    spoken = [{"language": _text(row.language, "urn:ietf:bcp:47", row.language)}] if row.language else []
    return _full(
        {
            "resourceType": "RelatedPerson",
            "id": str(row.pk),
            "active": True,
            "patient": _patient(row.patient_id),
            "name": [{"text": row.name}],
            "relationship": relationships,
            "telecom": telecom,
            "communication": spoken,
        }
    )


def coverage(row: m.Coverage) -> Resource:
    plan = "http://terminology.hl7.org/CodeSystem/coverage-class"
    classes = [(code, value) for code, value in (("group", row.group), ("plan", row.plan)) if value]
    return _full(
        {
            "resourceType": "Coverage",
            "id": str(row.pk),
            "status": row.status if row.status in _COVERAGE else "cancelled",
            "subscriberId": row.member_id,
            "beneficiary": _patient(row.patient_id),
            "period": _full({"start": _day(row.starts_on), "end": _day(row.ends_on)}),
            "payor": [{"display": row.payer}],
            "class": [{"type": _text(code, plan, code), "value": value} for code, value in classes],
        }
    )


def consent(row: m.Proxy) -> Resource:
    """A proxy is what the patient, or the law, agreed to: who may act for them, how far, until when."""
    return _full(
        {
            "resourceType": "Consent",
            "id": str(row.pk),
            "status": "inactive" if row.revoked_at else "active",
            "scope": _text("Privacy Consent", "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            "category": [_text("Who may act", "urn:heartline:consent", "proxy")],
            "patient": _patient(row.patient_id),
            "dateTime": row.created_at.isoformat() if row.created_at else None,
            "provision": {
                "type": "permit",
                "period": _full({"start": _day(row.starts_on), "end": _day(row.ends_on)}),
                "actor": [
                    {
                        "role": _text(row.relationship, "urn:heartline:relationship", row.relationship),
                        "reference": {"display": row.holder_name or "?"},
                    }
                ],
                "code": [_text(row.scope, "urn:heartline:scope", row.scope)],
            },
        }
    )


def audit_event(row: AuditEntry) -> Resource:
    """A look at the record."""
    return _full(
        {
            "resourceType": "AuditEvent",
            "id": f"audit-{row.pk}",
            "type": _coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"),
            "action": "R",
            "recorded": row.at.isoformat(),
            "outcome": "0",
            "outcomeDesc": row.reason,
            "agent": [
                _full(
                    {
                        "who": {"display": row.actor_label or row.actor_kind},
                        "role": [{"text": row.actor_role}] if row.actor_role else [],
                        "requestor": True,
                    }
                )
            ],
            "source": {"observer": {"display": f"Heartline, {row.door}"}},
            "entity": [{"what": _patient(row.patient_id), "name": row.what}],
        }
    )


def provenance(row: Event) -> Resource:
    """Something that happened: who did what, when, by which door. Details are extensions."""
    target = f"urn:uuid:{row.subject_id}" if row.subject_id else f"Patient/{row.patient_id}"
    return _full(
        {
            "resourceType": "Provenance",
            "id": f"event-{row.pk}",
            "target": [{"reference": target}, _patient(row.patient_id)],
            "recorded": row.at.isoformat(),
            "activity": _text(row.kind, "urn:heartline:event", row.kind),
            "agent": [{"who": {"display": row.actor_label or row.actor_kind}}],
            "extension": [
                {"url": f"urn:heartline:event:{key}", "valueString": str(value)}
                for key, value in {"door": row.door, **row.data}.items()
                if value not in (None, "", [], {})
            ],
        }
    )


def _patient_extensions(row: m.Patient) -> list[Resource]:
    core = "http://hl7.org/fhir/us/core/StructureDefinition/"
    found: list[Resource] = []
    if row.interpreter_needed:
        coded = _coding("http://snomed.info/sct", "373066001", "Yes")
        found.append({"url": f"{core}us-core-interpreter-needed", "valueCoding": coded})
    if row.gender_identity:
        url = "http://hl7.org/fhir/StructureDefinition/patient-genderIdentity"
        found.append({"url": url, "valueCodeableConcept": {"text": row.gender_identity}})
    if row.pronouns:
        url = "http://hl7.org/fhir/StructureDefinition/individual-pronouns"
        value = [{"url": "value", "valueCodeableConcept": {"text": row.pronouns}}]
        found.append({"url": url, "extension": value})
    ours = {"needs": ", ".join(row.needs), "how-to-speak": row.how_to_speak}
    found += [{"url": f"urn:heartline:patient:{key}", "valueString": value} for key, value in ours.items() if value]
    return found


def _identifier_type(code: str) -> Resource | None:
    return _text(code, "http://terminology.hl7.org/CodeSystem/v2-0203", code) if code else None


def _patient(patient_id: Any) -> Resource:
    return {"reference": f"Patient/{patient_id}"}


def _text(text: str, system: str, code: str) -> Resource:
    return {"coding": [_coding(system, code, text)], "text": text}


def _coding(system: str, code: str, display: str) -> Resource:
    return {"system": system, "code": code, "display": display}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _full(resource: Resource) -> Resource:
    """Without what is empty: FHIR knows no empty lists and no empty texts."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}

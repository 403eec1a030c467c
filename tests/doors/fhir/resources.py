"""Small FHIR R4 resources and files for stories: sensible defaults, overridden by name."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
MRN = "http://hospital.example.org/mrn"
NPI = "http://hl7.org/fhir/sid/us-npi"


def a_patient(id_: str = "p1", **more: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": id_,
        "identifier": [{"system": MRN, "value": f"MRN-{id_}", "type": {"coding": [{"code": "MR"}]}}],
        "name": [{"use": "official", "family": "Okafor", "given": ["Ada"]}],
        "birthDate": "1980-05-17",
        "gender": "female",
        "telecom": [{"system": "phone", "value": "555-430-1166", "use": "home"}],
        "address": [{"line": ["1 Main St"], "city": "Boston", "postalCode": "02114", "country": "USA"}],
    } | more


def a_practitioner(id_: str = "d1", **more: Any) -> Json:
    return {
        "resourceType": "Practitioner",
        "id": id_,
        "identifier": [{"system": NPI, "value": "1234567893"}],
        "name": [{"family": "Ruiz", "given": ["Ana"], "prefix": ["Dr."]}],
        "gender": "female",
    } | more


def a_location(id_: str = "l1", **more: Any) -> Json:
    return {
        "resourceType": "Location",
        "id": id_,
        "status": "active",
        "name": "North Clinic",
        "address": {"line": ["2 Main St"], "city": "Boston"},
    } | more


def a_schedule(id_: str = "s1", actors: tuple[str, ...] = ("Practitioner/d1", "Location/l1"), **more: Any) -> Json:
    service = {"coding": [{"system": "http://example.org/service", "code": "flu", "display": "Flu shot"}]}
    return {
        "resourceType": "Schedule",
        "id": id_,
        "serviceType": [service],
        "actor": [{"reference": actor} for actor in actors],
    } | more


def a_slot(id_: str, start: str, end: str, status: str = "free", schedule: str = "Schedule/s1", **more: Any) -> Json:
    return {
        "resourceType": "Slot", "id": id_, "schedule": {"reference": schedule}, "status": status, "start": start,
        "end": end,
    } | more  # fmt: skip


def an_appointment(id_: str, start: str, end: str, status: str = "booked", **more: Any) -> Json:
    actors = ["Patient/p1", "Practitioner/d1", "Location/l1"]
    return {
        "resourceType": "Appointment",
        "id": id_,
        "status": status,
        "start": start,
        "end": end,
        "participant": [{"actor": {"reference": actor}, "status": "accepted"} for actor in actors],
    } | more


def an_encounter(id_: str, start: str, end: str | None, status: str = "finished", **more: Any) -> Json:
    return {
        "resourceType": "Encounter",
        "id": id_,
        "status": status,
        "class": {"code": "AMB"},
        "type": [
            {"coding": [{"system": "http://snomed.info/sct", "code": "185349003"}], "text": "Check up (procedure)"}
        ],
        "subject": {"reference": "Patient/p1"},
        "participant": [{"individual": {"reference": "Practitioner/d1"}}],
        "location": [{"location": {"reference": "Location/l1"}}],
        "period": {"start": start, "end": end},
    } | more


def a_bundle(folder: Path, *resources: Json, name: str = "bundle.json") -> Path:
    """Writes a Bundle of them; returns its path."""
    path = folder / name
    entries = [r if "resource" in r else {"resource": r} for r in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), "utf-8")
    return path


def lines(folder: Path, *resources: Json | str, name: str = "export.ndjson") -> Path:
    """Writes them as NDJSON (a string as it stands); returns its path."""
    path = folder / name
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in resources), "utf-8")
    return path

"""Changing what is known of a person. Each change is one entry on their timeline; what stays the same is none."""

from typing import Any
from uuid import UUID

from django.db import transaction

from heartline.kernel import ledger
from heartline.kernel.clock import now
from heartline.people.models import Address, Coverage, Patient, PatientLanguage, RelatedPerson
from heartline.people.proxies.queries import require
from heartline.people.registration.person import Cover, Language, Relative, Residence
from heartline.people.search.actions import refresh


def change_identity(patient: Patient, **changes: Any) -> Patient:
    """Birth date, sex, gender identity or pronouns; only those given are changed."""
    return _change(patient, "patient.identity_changed", {"birth_date", "sex", "gender_identity", "pronouns"}, changes)


def change_languages(patient: Patient, languages: list[Language]) -> Patient:
    """Let these be the languages the patient speaks. The preferred one is the first that says so, else the first."""
    require(patient.pk, "details")
    spoken = list({language.language: language for language in reversed(languages)}.values())[::-1]
    preferred = next((language for language in spoken if language.preferred), next(iter(spoken), None))
    with transaction.atomic():
        patient.languages.all().delete()
        PatientLanguage.objects.bulk_create(
            PatientLanguage(patient=patient, **{**language.model_dump(), "preferred": language is preferred})
            for language in spoken
        )
        patient.language = preferred.language if preferred else ""
        patient.interpreter_needed = any(language.interpreter_needed for language in spoken)
        patient.save(update_fields=["language", "interpreter_needed"])
        ledger.record(
            "patient.languages_changed",
            patient_id=patient.pk,
            data={"languages": [one.language for one in spoken], "interpreter": patient.interpreter_needed},
        )
    return patient


def change_needs(patient: Patient, needs: list[str]) -> Patient:
    """What the patient needs to be seen well (Patient.Need)."""
    unknown = set(needs) - set(Patient.Need.values)
    if unknown:
        raise ValueError(f"unknown needs: {', '.join(sorted(unknown))}")
    return _change(patient, "patient.needs_changed", {"needs"}, {"needs": list(dict.fromkeys(needs))})


def note_how_to_speak(patient: Patient, words: str) -> Patient:
    """How best to speak with them, for everybody at the desk. At most 2,000 characters."""
    return _change(patient, "patient.how_to_speak_changed", {"how_to_speak"}, {"how_to_speak": words.strip()[:2000]})


def change_address(patient: Patient, residence: Residence) -> Address:
    """Where the patient lives; one address for each use."""
    require(patient.pk, "details")
    with transaction.atomic():
        address, _ = Address.objects.update_or_create(
            patient=patient, use=residence.use, defaults=residence.model_dump(exclude={"use"})
        )
        ledger.record("patient.address_changed", patient_id=patient.pk, data={"use": residence.use})
    return address


def add_coverage(patient: Patient, cover: Cover) -> Coverage:
    """Somebody who pays for the patient's care."""
    require(patient.pk, "details")
    with transaction.atomic():
        coverage = Coverage.objects.create(patient=patient, **cover.model_dump())
        _note("coverage.added", patient.pk, coverage.pk, {"payer": cover.payer})
    return coverage


def end_coverage(coverage: Coverage) -> None:
    """It no longer pays, from today."""
    require(coverage.patient_id, "details")
    with transaction.atomic():
        coverage.status, coverage.ends_on = "cancelled", now().date()
        coverage.save(update_fields=["status", "ends_on"])
        _note("coverage.ended", coverage.patient_id, coverage.pk, {"payer": coverage.payer})


def add_emergency_contact(patient: Patient, relative: Relative) -> RelatedPerson:
    """Whom to call. Gives them no access to the record."""
    require(patient.pk, "details")
    with transaction.atomic():
        person = RelatedPerson.objects.create(patient=patient, **relative.model_dump())
        _note("emergency_contact.added", patient.pk, person.pk, {"name": person.name})
    return person


def remove_emergency_contact(person: RelatedPerson) -> None:
    """No longer whom to call."""
    require(person.patient_id, "details")
    with transaction.atomic():
        _note("emergency_contact.removed", person.patient_id, person.pk, {"name": person.name})
        person.delete()


def _change(patient: Patient, kind: str, fields: set[str], changes: dict[str, Any]) -> Patient:
    require(patient.pk, "details")
    if unknown := set(changes) - fields:
        raise TypeError(f"not changed by {kind}: {', '.join(sorted(unknown))}")
    changed = {name: value for name, value in changes.items() if getattr(patient, name) != value}
    if not changed:
        return patient
    with transaction.atomic():
        for name, value in changed.items():
            setattr(patient, name, value)
        patient.save(update_fields=list(changed))
        if "birth_date" in changed:
            refresh(patient.pk)
        data = {"needs": changed["needs"]} if "needs" in changed else {"fields": sorted(changed)}
        ledger.record(kind, patient_id=patient.pk, data=data)
    return patient


def _note(kind: str, patient_id: UUID, subject_id: UUID, data: dict[str, Any]) -> None:
    ledger.record(kind, patient_id=patient_id, subject_id=subject_id, data=data)

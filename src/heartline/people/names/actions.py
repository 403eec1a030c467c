"""Changing what a person is called."""

from django.db import transaction

from heartline.kernel import ledger
from heartline.people.models import HumanName, Patient
from heartline.people.proxies.queries import require
from heartline.people.registration.person import Name
from heartline.people.search.actions import refresh


def change_names(patient: Patient, names: list[Name]) -> Patient:
    """Let these be all of the patient's names. An official name that falls away is kept as a former one."""
    require(patient.pk, "details")
    if not names:
        raise ValueError("a patient keeps at least one name")
    with transaction.atomic():
        before, was = list(patient.names.order_by("id")), patient.name
        kept = {name.text for name in names}
        former = [
            Name(use="old", text=name.text, family=name.family, given=name.given, script=name.script)
            for name in before
            if name.use in ("official", "old") and name.text not in kept
        ]
        patient.names.all().delete()
        HumanName.objects.bulk_create(HumanName(patient=patient, **name.model_dump()) for name in [*names, *former])
        refresh(patient.pk)
        patient.refresh_from_db(fields=["name", "search"])
        ledger.record("patient.name_changed", patient_id=patient.pk, data={"from": was, "to": patient.name})
    return patient


def use_name(patient: Patient, text: str) -> Patient:
    """Let `text` be the name the patient wants to be called by; empty: their official name again."""
    names = [_value(name) for name in patient.names.order_by("id") if name.use != HumanName.Use.USUAL]
    usual = [Name(use="usual", text=text)] if text.strip() else []
    return change_names(patient, [*usual, *names])


def _value(name: HumanName) -> Name:
    fields = ("use", "text", "family", "given", "prefix", "suffix", "script")
    return Name(**{field: getattr(name, field) for field in fields})

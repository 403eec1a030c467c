"""Every table whose rows can be confidential: the patient sees them, a proxy does not, whatever is asked of the database.

The tables are read from the catalogue, so that a new one is tested without anybody remembering to.
"""

from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from heartline.kernel import audit, ledger
from heartline.kernel.db import security
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.models import AuditEntry, Event
from heartline.people.models import Account, Patient
from heartline.scheduling.models import Appointment
from tests.factories import a_patient, a_proxy, an_account
from tests.filling import filled, model_of

pytestmark = pytest.mark.django_db


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return security.confidential_tables(cursor)


@pytest.fixture
def teenager() -> tuple[Patient, Account, Account]:
    """A record, its own login, and that of a parent who may do everything for them."""
    own, parent = an_account(), an_account()
    patient = a_patient(account=own)
    a_patient(account=parent)
    a_proxy(patient, parent)
    return patient, own, parent


def keys(table: str) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model_of(table)._meta.pk.column} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def row(table: str, patient: Patient, *, confidential: bool) -> Any:
    """The key of a new row of this patient's."""
    model = model_of(table)
    if model is AuditEntry:
        audit.read(patient.pk, "visit", confidential=confidential)
        return AuditEntry.objects.latest("id").pk
    if model is Event:
        return ledger.record("test.happened", patient_id=patient.pk, confidential=confidential).pk
    made = filled(model, patient)
    model._default_manager.filter(pk=made.pk).update(confidential=confidential)
    return made.pk


def test_the_catalogue_knows_them() -> None:
    assert {"scheduling_appointment", "ledger_event", "audit_entry"} <= set(tables())


def test_of_every_table_a_proxy_sees_what_is_open_and_nothing_confidential(
    teenager: tuple[Patient, Account, Account],
) -> None:
    patient, own, parent = teenager
    for table, confidential in product(tables(), [False, True]):
        with transaction.atomic():
            key = row(table, patient, confidential=confidential)
            with as_patient(own.pk):
                assert key in keys(table), f"{table}: the patient does not see their own"
            with as_patient(parent.pk):
                assert (key in keys(table)) is not confidential, f"{table}: to a proxy {confidential=}"
            with as_staff():
                assert key in keys(table)
            transaction.set_rollback(True)


def test_a_proxy_neither_opens_nor_closes_anything(teenager: tuple[Patient, Account, Account]) -> None:
    patient, _, parent = teenager
    visit = filled(Appointment, patient)
    with as_patient(parent.pk), pytest.raises(DatabaseError, match="only staff"), transaction.atomic():
        Appointment.objects.filter(pk=visit.pk).update(confidential=True)
    Appointment.objects.filter(pk=visit.pk).update(confidential=True)
    with as_patient(parent.pk):
        assert Appointment.objects.filter(pk=visit.pk).update(confidential=False) == 0


def test_what_was_told_of_a_visit_before_is_hidden_with_it(teenager: tuple[Patient, Account, Account]) -> None:
    patient, own, parent = teenager
    visit = filled(Appointment, patient)
    told = ledger.record("appointment.booked", patient_id=patient.pk, subject_id=visit.pk)
    with as_patient(parent.pk):
        assert told in Event.objects.all()
    Appointment.objects.filter(pk=visit.pk).update(confidential=True)
    with as_patient(parent.pk):
        assert told not in Event.objects.all()
    with as_patient(own.pk):
        assert told in Event.objects.all()


def test_the_audit_chain_covers_the_mark(teenager: tuple[Patient, Account, Account]) -> None:
    audit.read(teenager[0].pk, "visit", confidential=True)
    assert audit.verify().whole
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER only_grows")
        cursor.execute("UPDATE audit_entry SET confidential = false WHERE confidential")
    assert not audit.verify().whole

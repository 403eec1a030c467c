"""The audit log only grows, and shows when somebody laid hands on it."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from heartline.kernel import actor, audit, ledger
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_staff
from heartline.kernel.models import AuditEntry

NURSE = Actor(Kind.STAFF, "Nora Nurse", uuid.uuid4(), "nurse", "desk")
pytestmark = pytest.mark.django_db


def _read_three() -> uuid.UUID:
    patient = uuid.uuid4()
    with as_staff(), actor.acting(NURSE), audit.collecting():
        audit.read(patient, "timeline")
        audit.read(patient, "timeline")  # the same look, once
        audit.read(patient, "contact points")
        audit.read(uuid.uuid4(), "timeline")
    return patient


def test_a_name_longer_than_the_log_keeps_stops_nobody() -> None:
    with as_staff(), actor.acting(Actor(Kind.PATIENT, "A" * 300)), audit.collecting():
        audit.read(uuid.uuid4(), "timeline")
        event = ledger.record("name.changed", patient_id=None)
    assert AuditEntry.objects.latest("id").actor_label == event.actor_label == "A" * 200


def test_a_look_is_kept_once_with_who_and_what() -> None:
    patient = _read_three()
    kept = AuditEntry.objects.filter(patient_id=patient).order_by("id")
    assert [entry.what for entry in kept] == ["timeline", "contact points"]
    assert {entry.actor_label for entry in kept} == {"Nora Nurse"}
    assert audit.verify().whole


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET actor_label = 'Somebody Else' WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 2",
        "UPDATE audit_entry SET at = at - interval '1 day' WHERE id = 1",
    ],
)
def test_a_change_made_behind_its_back_is_found(tampering: str) -> None:
    _read_three()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER only_grows")
        cursor.execute(tampering)
    verdict = audit.verify()
    assert not verdict.whole
    assert verdict.broken_at in (1, 2, 3)


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET what = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
@pytest.mark.parametrize("role", ["heartline_staff", "heartline_patient", None])
def test_nobody_may_change_it_not_even_the_owner(change: str, role: str | None) -> None:
    _read_three()
    with transaction.atomic(), connection.cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        # A patient's role sees no row here, so there is nothing to refuse row by row: the grant has to.
        with pytest.raises(DatabaseError):
            cursor.execute(change)
        transaction.set_rollback(True)

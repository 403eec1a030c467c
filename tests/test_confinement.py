"""For every table that holds patients' rows: a patient's database role sees, changes and removes nobody else's row.

The tables are read from the catalogue and filled by their column types, so that a new table is tested without anybody
remembering to.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from heartline.channels.models import PushDevice
from heartline.conversations.consent.actions import take_back
from heartline.kernel import audit, clock, ledger
from heartline.kernel.db import security
from heartline.kernel.db.confine import as_patient, as_sign_in, as_staff
from heartline.kernel.models import AuditEntry
from heartline.people.models import Account, Patient, Proxy
from heartline.scheduling.models import Appointment, Reservation
from tests.factories import a_clinician, a_patient, a_proxy, an_account
from tests.filling import filled, model_of

pytestmark = pytest.mark.django_db


def confined() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(security.confined_tables(cursor))


@pytest.fixture
def two() -> tuple[Account, Patient, Patient]:
    """An account with its record, and somebody else's record."""
    account = an_account()
    return account, a_patient(account=account), a_patient()


def own_row(table: str, account: Account, patient: Patient) -> Any:
    if table == "people_patient":
        return patient.pk
    if table == "people_account":
        return account.pk
    if table == "channels_pushdevice":
        return PushDevice.objects.create(
            account=account, endpoint=str(uuid.uuid4()), public=b"", auth=b"", created_at=clock.now()
        ).pk
    row = filled(model_of(table), patient)
    return AuditEntry.objects.latest("id").pk if isinstance(row, AuditEntry) else row.pk  # the chain numbers itself


def rows_of(table: str, two: tuple[Account, Patient, Patient]) -> tuple[str, Any, Any]:
    """The key's column, and the keys of one's own row and of somebody else's."""
    account, mine, other = two
    return model_of(table)._meta.pk.column, own_row(table, account, mine), own_row(table, an_account(), other)


def run(statement: str, *values: Any) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refused(statement: str, *values: Any) -> bool:
    """Whether the database refuses, or finds nothing to do it to."""
    try:
        return not run(statement, *values)
    except DatabaseError as error:
        reasons = ("permission denied", "only grows", "row-level security", "only staff")
        return any(reason in str(error) for reason in reasons)


@pytest.mark.parametrize("table", ["people_patient", "people_account", "people_proxy"])
def test_the_catalogue_holds_the_known_tables(table: str) -> None:
    assert table in confined()


def test_every_patients_table_is_confined() -> None:
    assert security.problems() == []
    assert len(confined()) >= 12


@pytest.mark.parametrize(
    "hole",
    [
        "ALTER TABLE people_patient DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY own_rows ON people_patient USING (true)",
        "CREATE POLICY another ON people_patient TO heartline_patient USING (true)",
        "CREATE POLICY another ON people_patient USING (true)",
    ],
)
def test_a_hole_in_a_tables_policy_is_found(hole: str) -> None:
    run(hole)
    assert [problem for problem in security.problems() if "people_patient" in problem]


def test_a_trigger_that_is_off_is_found() -> None:
    assert security.unguarded() == []
    run("ALTER TABLE audit_entry DISABLE TRIGGER chained")
    assert ["chained of audit_entry" in problem for problem in security.unguarded()] == [True]


def test_of_every_table_a_patient_sees_changes_and_removes_only_their_own_rows(
    two: tuple[Account, Patient, Patient],
) -> None:
    account = two[0]
    for table in confined():
        with transaction.atomic():
            key, own, others = rows_of(table, two)
            with as_patient(account.pk):
                seen = {row[0] for row in run(f"SELECT {key} FROM {table}")}
                assert own in seen, f"{table}: one's own row is not seen"
                assert others not in seen, f"{table}: somebody else's row is seen"
                assert refused(f"UPDATE {table} SET {key} = {key} WHERE {key} = %s", others), f"{table}: changed"
                assert refused(f"DELETE FROM {table} WHERE {key} = %s", others), f"{table}: removed"
            with as_patient(None):
                assert run(f"SELECT {key} FROM {table}") == [], f"{table}: somebody who is not signed in sees rows"
            transaction.set_rollback(True)


def test_nobody_moves_a_row_to_somebody_else(two: tuple[Account, Patient, Patient]) -> None:
    account, _, other = two
    for table in confined():
        if table in security.OWN_ROWS:
            continue
        with transaction.atomic():
            key, own, _others = rows_of(table, two)
            with as_patient(account.pk):
                assert refused(f"UPDATE {table} SET patient_id = %s WHERE {key} = %s", other.pk, own), table
            transaction.set_rollback(True)


def test_every_other_table_is_closed_to_patients_or_holds_none() -> None:
    """Whatever is neither a patient's own nor named in security.py cannot be touched at all."""
    named = {*confined(), *security.CATALOGUE, *security.WRITABLE}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                "SELECT has_any_column_privilege('heartline_patient', %s, 'SELECT, INSERT, UPDATE')", [table]
            )
            assert not cursor.fetchone()[0] or table in named, f"{table} is open to a patient's request"


class TestNobodyGivesThemselvesAccess:
    def test_by_a_proxy(self, two: tuple[Account, Patient, Patient]) -> None:
        account, mine, other = two
        with as_patient(account.pk):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                a_proxy(other, account)
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                a_proxy(mine, account)

    def test_by_making_a_proxy_last_longer(self, two: tuple[Account, Patient, Patient]) -> None:
        account, _, other = two
        proxy = a_proxy(other, account, ends_on=date(2099, 1, 1))
        with as_patient(account.pk):
            for change in ("ends_on = NULL", "scope = 'all'", "patient_id = patient_id"):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    run(f"UPDATE people_proxy SET {change} WHERE id = %s", proxy.pk)

    def test_by_taking_over_a_childs_record(self, two: tuple[Account, Patient, Patient]) -> None:
        account, _, child = two
        a_proxy(child, account)
        Patient.objects.filter(account=account).update(account=None)
        with as_patient(account.pk), pytest.raises(DatabaseError, match="tied to a login"), transaction.atomic():
            Patient.objects.filter(pk=child.pk).update(account=account)

    def test_by_changing_the_account(self, two: tuple[Account, Patient, Patient]) -> None:
        account = two[0]
        with as_patient(account.pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Account.objects.filter(pk=account.pk).update(is_demo=True)

    def test_by_reading_sessions(self, two: tuple[Account, Patient, Patient]) -> None:
        with as_patient(two[0].pk), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run("SELECT * FROM django_session")


def test_a_proxy_sees_the_record_only_while_it_holds(two: tuple[Account, Patient, Patient]) -> None:
    account, mine, child = two
    today = datetime.now(UTC).date()
    proxy = a_proxy(child, account)

    def seen() -> set[uuid.UUID]:
        with as_patient(account.pk):
            return set(Patient.objects.values_list("pk", flat=True))

    assert seen() == {mine.pk, child.pk}
    Proxy.objects.filter(pk=proxy.pk).update(ends_on=today)  # the first day on which it no longer holds
    assert seen() == {mine.pk}
    Proxy.objects.filter(pk=proxy.pk).update(ends_on=None, starts_on=today + timedelta(days=2))
    assert seen() == {mine.pk}
    Proxy.objects.filter(pk=proxy.pk).update(starts_on=today - timedelta(days=2), revoked_at=datetime.now(UTC))
    assert seen() == {mine.pk}


def test_signing_in_sees_no_patient(two: tuple[Account, Patient, Patient]) -> None:
    for table in confined():
        if table in security.SIGN_IN:
            continue
        with as_sign_in(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(f"SELECT * FROM {table}")


class TestLedgerAndAuditOnlyGrow:
    @pytest.fixture(autouse=True)
    def something_happened(self, two: tuple[Account, Patient, Patient]) -> None:
        self.account, self.patient, _ = two
        with as_staff():
            for n in range(3):
                ledger.record("test.happened", patient_id=self.patient.pk, data={"n": n})
                audit.read(self.patient.pk, f"page {n}")
            take_back(self.patient.pk, words="No more texts, please.")
            run("SET CONSTRAINTS ALL IMMEDIATE")  # else it is these that refuse to have a table emptied

    @pytest.mark.parametrize("table", security.APPEND_ONLY)
    @pytest.mark.parametrize("statement", ["UPDATE {} SET door = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
    @pytest.mark.parametrize("role", ["patient", "staff", "owner"])
    def test_for_every_role(self, table: str, statement: str, role: str) -> None:
        roles = {"patient": lambda: as_patient(self.account.pk), "staff": as_staff, "owner": transaction.atomic}
        with roles[role](), pytest.raises(DatabaseError, match=r"permission denied|only grows"), transaction.atomic():
            run(statement.format(table))

    @pytest.mark.parametrize(
        ("tampering", "broken"),
        [
            ("UPDATE audit_entry SET actor_label = 'nobody' WHERE id = (SELECT min(id) + 1 FROM audit_entry)", 1),
            ("DELETE FROM audit_entry WHERE id = (SELECT min(id) + 1 FROM audit_entry)", 2),
        ],
    )
    def test_and_who_goes_around_that_is_found_out(self, tampering: str, broken: int) -> None:
        assert audit.verify().whole
        first = run("SELECT min(id) FROM audit_entry")[0][0]
        run("ALTER TABLE audit_entry DISABLE TRIGGER only_grows")
        run(tampering)
        run("ALTER TABLE audit_entry ENABLE TRIGGER only_grows")
        verdict = audit.verify()
        assert not verdict.whole and verdict.broken_at == first + broken

    def test_an_entry_cannot_be_slipped_in_with_a_hash_of_ones_own(self) -> None:
        with as_staff():
            run(
                "INSERT INTO audit_entry VALUES (1, now(), null, 'staff', null, 'x', '', 'desk', 'x', '', ''::bytea, ''::bytea)"
            )
        assert audit.verify().whole


def test_taken_time_is_seen_by_all_and_given_back_only_by_whom_it_is_for(two: tuple[Account, Patient, Patient]) -> None:
    account, mine, other = two
    visits = {patient.pk: filled(Appointment, patient) for patient in (mine, other)}
    resource = a_clinician()
    start = clock.now()
    own, foreign, meeting, held = (
        Reservation.objects.create(
            resource=resource,
            period=(start + timedelta(hours=hour), start + timedelta(hours=hour, minutes=30)),
            appointment_id=visit,
            held_until=until,
        ).pk
        for hour, (visit, until) in enumerate(
            [(visits[mine.pk].pk, None), (visits[other.pk].pk, None), (None, None), (None, start)]
        )
    )
    with as_patient(account.pk):
        assert run("SELECT count(*) FROM scheduling_reservation WHERE resource_id = %s", resource.pk) == [(4,)]
        for key in (foreign, meeting):
            assert refused("UPDATE scheduling_reservation SET note = '' WHERE id = %s", key)
            assert refused("DELETE FROM scheduling_reservation WHERE id = %s", key)
        for key in (own, held):
            assert not refused("DELETE FROM scheduling_reservation WHERE id = %s", key)

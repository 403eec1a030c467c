"""Linking and undoing it changes no row of any table, whatever was done meanwhile; and while it holds, both are one.

The tables are read from the catalogue: every one with a patient_id, and every one with a key that refers to a patient.
"""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from heartline.kernel.db import security
from heartline.kernel.db.confine import as_patient
from heartline.people.linking import actions
from heartline.people.models import Account, Patient
from tests.factories import a_patient, an_account
from tests.filling import filled, model_of

pytestmark = pytest.mark.django_db

# What linking itself writes, and what only ever grows.
GROW = {"people_link", "ledger_event", "audit_entry"}
Rows = dict[tuple[str, str], str]


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def columns_of_patients() -> dict[str, list[str]]:
    """Table → the columns that say whose a row is."""
    found: dict[str, list[str]] = {"people_patient": ["id"]}
    with connection.cursor() as cursor:
        for table in security.confined_tables(cursor):
            if table not in security.OWN_ROWS:
                found[table] = ["patient_id"]
    for table, column in ask(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
        "WHERE c.contype = 'f' AND c.confrelid = 'people_patient'::regclass"
    ):
        if column not in found.setdefault(table, []):
            found[table].append(column)
    return found


def one_a_patient(table: str) -> bool:
    """Whether a patient can have but one row in it."""
    return bool(
        ask(
            "SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
            "WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indnatts = 1 AND a.attname = 'patient_id'",
            table,
        )
    )


def fill(patient: Patient) -> None:
    """A row of the patient's in every table."""
    for table in columns_of_patients():
        if table in ("people_patient", "people_link"):
            continue
        try:
            with transaction.atomic():
                filled(model_of(table), patient)
        except IntegrityError:
            assert one_a_patient(table), f"{table} cannot be filled"


def rows(*patients: Patient) -> Rows:
    """Every row of these patients as the database has it, by table and key."""
    found: Rows = {}
    for table, columns in columns_of_patients().items():
        whose = " OR ".join(f"t.{column} = ANY (%s)" for column in columns)
        key = model_of(table)._meta.pk.column
        ids = [patient.pk for patient in patients]
        for row_key, row in ask(f"SELECT t.{key}::text, t::text FROM {table} t WHERE {whose}", *[ids] * len(columns)):
            found[(table, row_key)] = row
    return found


@pytest.fixture
def two() -> tuple[Patient, Patient]:
    a, b = a_patient(account=an_account()), a_patient(account=an_account())
    fill(a)
    fill(b)
    return a, b


def test_the_walk_finds_the_tables_and_fills_them(two: tuple[Patient, Patient]) -> None:
    tables = columns_of_patients()
    assert {"people_contactpoint", "people_proxy", "people_invitation", "scheduling_appointment", "ledger_event"} <= {
        *tables
    }
    assert len(tables) > 15
    there = {table for table, _ in rows(*two)}
    assert {*tables} - there <= {"people_link"}


def test_a_link_moves_no_row(two: tuple[Patient, Patient]) -> None:
    before = rows(*two)
    actions.link(two[0].pk, two[1].pk, "the same person")
    after = rows(*two)
    changed = {key for key in before if after.get(key) != before[key]}
    assert {table for table, _ in changed} == {"people_patient"}, "only whom a record is of may change"
    assert {table for table, _ in after.keys() - before.keys()} <= GROW


def test_undone_everything_is_as_it_was_also_after_later_activity(two: tuple[Patient, Patient]) -> None:
    a, b = two
    before = rows(a, b)
    actions.link(a.pk, b.pk, "the same person")
    with transaction.atomic():
        fill(a)
        fill(b)
    mine, theirs = rows(a).keys() - before.keys(), rows(b).keys() - before.keys()
    actions.unlink(a.pk, b.pk, "they are two")
    after = rows(a, b)
    assert {key: after.get(key) for key in before} == before
    # What was added meanwhile stays on the record to which it was added.
    assert mine <= rows(a).keys() and theirs <= rows(b).keys()
    assert {table for table, _ in mine & theirs} <= {"people_link"}


@pytest.mark.parametrize("times", [2, 3])
def test_linked_and_undone_again_and_again(two: tuple[Patient, Patient], times: int) -> None:
    before = rows(*two)
    for _ in range(times):
        actions.link(two[0].pk, two[1].pk, "the same person")
        actions.unlink(two[1].pk, two[0].pk, "they are two")
    after = rows(*two)
    assert {key: after.get(key) for key in before} == before
    assert {table for table, _ in after.keys() - before.keys()} <= GROW


def seen_by(account: Account, table: str, keys: set[str]) -> set[str]:
    key = model_of(table)._meta.pk.column
    with as_patient(account.pk):
        return {row for (row,) in ask(f"SELECT {key}::text FROM {table}")} & keys


def test_while_linked_either_login_sees_every_row_of_both_and_afterwards_none_of_the_other(
    two: tuple[Patient, Patient],
) -> None:
    with connection.cursor() as cursor:
        of_logins = {"people_account", "channels_pushdevice"}
        tables = sorted({*security.confined_tables(cursor)} - of_logins)
    for account, other in ((two[0].account, two[1]), (two[1].account, two[0])):
        assert account is not None
        theirs = rows(other)
        of_table = {table: {key for name, key in theirs if name == table} for table in tables}
        for table in tables:
            assert of_table[table], f"{table} has no row to be seen"
            assert not seen_by(account, table, of_table[table]), f"{table}: seen before the link"
        actions.link(two[0].pk, two[1].pk, "the same person")
        for table in tables:
            assert seen_by(account, table, of_table[table]) == of_table[table], f"{table}: not seen through the link"
        actions.unlink(two[0].pk, two[1].pk, "they are two")
        for table in tables:
            assert not seen_by(account, table, of_table[table]), f"{table}: seen after the link"

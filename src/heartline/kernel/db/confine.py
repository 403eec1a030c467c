"""Run a block under a database role. Effective for the transaction only, so safe behind PgBouncer."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from heartline.kernel import clock

PATIENT_ROLE = "heartline_patient"
STAFF_ROLE = "heartline_staff"
SIGN_IN_ROLE = "heartline_signin"
PARTNER_ROLE = "heartline_partner"
ROLES = (PATIENT_ROLE, STAFF_ROLE, SIGN_IN_ROLE, PARTNER_ROLE)


@contextmanager
def as_patient(account_id: UUID | None) -> Iterator[None]:
    """One transaction that sees only the rows of the patients this account may act for (None: of nobody)."""
    with transaction.atomic(), _role(PATIENT_ROLE, account_id):
        yield


@contextmanager
def as_staff() -> Iterator[None]:
    """One transaction with the rights of staff and worker: all patients, but the ledger only grows."""
    with transaction.atomic(), _role(STAFF_ROLE, None):
        yield


@contextmanager
def as_partner(account_id: UUID | None, queues: Collection[UUID], fields: Collection[str]) -> Iterator[None]:
    """One transaction with the rights of staff, that sees only these queues, who wrote to them, and what else `fields` name."""
    with transaction.atomic(), _role(PARTNER_ROLE, account_id):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('heartline.queues', %s, true), set_config('heartline.fields', %s, true)",
                [f"{{{','.join(map(str, queues))}}}", f"{{{','.join(fields)}}}"],
            )
        yield


@contextmanager
def as_sign_in() -> Iterator[None]:
    """One transaction that can look up and change accounts, and sees no patient: who signs in is nobody yet."""
    with transaction.atomic(), _role(SIGN_IN_ROLE, None):
        yield


def holding(holder: str) -> None:
    """From here to the end of the transaction, a patient's request may give up what is held under this token."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heartline.holder', %s, true)", [holder])


@contextmanager
def _role(role: str, account_id: UUID | None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), current_setting('heartline.account', true), "
            "current_setting('heartline.clock', true)"
        )
        before = cursor.fetchone()
        _take_on(cursor, role, str(account_id or ""), str(clock.fixed() or ""))
    yield
    # After an error the transaction is gone, and with it the role: only a good end needs this.
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        _take_on(cursor, *before)


def _take_on(cursor, role: str, account: str | None, moment: str | None) -> None:  # type: ignore[no-untyped-def]
    cursor.execute(
        "SELECT set_config('role', %s, true), set_config('heartline.account', %s, true), "
        "set_config('heartline.clock', %s, true)",
        [role, account or "", moment or ""],
    )

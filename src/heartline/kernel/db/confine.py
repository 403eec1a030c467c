"""Run a block under a database role. Effective for the transaction only, so safe behind PgBouncer."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

PATIENT_ROLE = "heartline_patient"
STAFF_ROLE = "heartline_staff"
SIGN_IN_ROLE = "heartline_signin"
ROLES = (PATIENT_ROLE, STAFF_ROLE, SIGN_IN_ROLE)


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
def as_sign_in() -> Iterator[None]:
    """One transaction that can look up and change accounts, and sees no patient: who signs in is nobody yet."""
    with transaction.atomic(), _role(SIGN_IN_ROLE, None):
        yield


@contextmanager
def _role(role: str, account_id: UUID | None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('heartline.account', true)")
        before_role, before_account = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('heartline.account', %s, true)",
            [role, str(account_id or "")],
        )
    yield
    # After an error the transaction is gone, and with it the role: only a good end needs this.
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('heartline.account', %s, true)",
            [before_role, before_account or ""],
        )

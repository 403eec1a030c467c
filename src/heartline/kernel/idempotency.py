"""A retried request happens once: double clicks, lost connections, re-sent webhooks."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection


def once(action: str, key: str, happen: Callable[[], UUID]) -> tuple[UUID, bool]:
    """Run `happen` unless `action` was already done under `key`; return its result's id and whether it is new.

    Two simultaneous calls with one key queue on a transaction-level advisory lock, so the second one sees the
    first one's result. Must be called inside a transaction: if `happen` raises, nothing is remembered.
    `key` is what the door hands out with its form: at most 200 characters. The database answers for one key at a time, so
    no patient's request can read what others did.
    """
    if not key:
        return happen(), True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{action}:{key}"])
        cursor.execute("SELECT heartline_done(%s, %s)", [action, key])
        known = cursor.fetchone()[0]
    if known is not None:
        return known, False
    result = happen()
    with connection.cursor() as cursor:
        cursor.execute("SELECT heartline_remember(%s, %s, %s)", [action, key, result])
    return result, True

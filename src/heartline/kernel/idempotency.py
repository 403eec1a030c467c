"""A retried request happens once: double clicks, lost connections, re-sent webhooks."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection

from heartline.kernel.models import IdempotencyKey


def once(action: str, key: str, happen: Callable[[], UUID]) -> tuple[UUID, bool]:
    """Run `happen` unless `action` was already done under `key`; return its result's id and whether it is new.

    Two simultaneous calls with one key queue on a transaction-level advisory lock, so the second one sees the
    first one's result. Must be called inside a transaction: if `happen` raises, nothing is remembered.
    `key` is what the door hands out with its form: at most 200 characters.
    """
    if not key:
        return happen(), True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{action}:{key}"])
    known = IdempotencyKey.objects.filter(action=action, key=key).values_list("result", flat=True).first()
    if known is not None:
        return known, False
    result = happen()
    IdempotencyKey.objects.create(action=action, key=key, result=result)
    return result, True

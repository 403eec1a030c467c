"""Which records are closed to whoever makes this request. Set once by the middleware; empty for jobs and for patients."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

_closed: ContextVar[frozenset[UUID]] = ContextVar("heartline_closed", default=frozenset())

# What a patient's row says to somebody to whom it is closed; the rest of it tells nobody who they are.
BLANK = {
    "birth_date": None, "birth_partial": "", "gender_identity": "", "pronouns": "", "how_to_speak": "", "photo": "",
    "search": "",
}  # fmt: skip


@contextmanager
def closing(patient_ids: Collection[UUID]) -> Iterator[None]:
    """Inside the block these records are closed."""
    token = _closed.set(frozenset(patient_ids))
    try:
        yield
    finally:
        _closed.reset(token)


def closed() -> frozenset[UUID]:
    """Every record that is closed to this request."""
    return _closed.get()


def is_closed(patient_id: UUID | None) -> bool:
    return patient_id in _closed.get()


def stand_in() -> str:
    """What stands in the place of a name."""
    return _("Protected record")


def mask(row: Any, loaded: Collection[str]) -> None:
    """Take out of a patient's row who it is about. It cannot be saved any more."""
    for field, value in BLANK.items():
        if field in loaded:
            setattr(row, field, value)
    if "name" in loaded:
        row.name = stand_in()
    row.is_masked = True

"""Which records are closed to whoever makes this request. Set once by the middleware; empty for jobs and for patients."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

_closed: ContextVar[frozenset[UUID]] = ContextVar("heartline_closed", default=frozenset())


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


class Closable(models.Model):
    """A row that says nothing of whom it is about to somebody to whom their record is closed. Not to be saved then.

    So no list has to remember to leave anything out. What HIDDEN does not name tells nobody who they are.
    """

    HIDDEN: ClassVar[Mapping[str, Any]] = {}  # what is taken out, and what stands there instead: a value, or its maker

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Any:  # type: ignore[override]
        row: Any = super().from_db(db, field_names, values)
        if _closed.get() and is_closed(row.belongs_to):
            for field, instead in row.hides().items():
                if field in field_names:
                    setattr(row, field, instead() if callable(instead) else instead)
            row.is_masked = True
        return row

    @property
    def belongs_to(self) -> UUID:
        """The record that it is about."""
        found: UUID = self.patient_id  # type: ignore[attr-defined]
        return found

    def hides(self) -> Mapping[str, Any]:
        """What of this row is taken out."""
        return self.HIDDEN

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises RuntimeError for a masked row: it would overwrite what it hides."""
        if getattr(self, "is_masked", False):
            raise RuntimeError("A protected record has to be opened before it is changed.")
        super().save(*args, **kwargs)

"""Everything that is held of a patient, table by table, from the catalogue of models: a new table is in the next archive
without anybody remembering to. A domain says more of its own tables with @holding; the rest is told field by field.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_timedelta
from django.apps import apps
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from heartline.kernel import dates
from heartline.kernel.db.security import CATALOGUE
from heartline.kernel.errors import Words
from heartline.kernel.templatetags.facts import language_name
from heartline.people.access_requests.labels import label_of, title_of
from heartline.people.models import Patient

Facts = list[tuple[str, str]]  # what it is called → what it is
Resource = dict[str, Any]  # FHIR R4 JSON

# Keys, tokens and digests open something or help to guess; the rest repeats in another form what stands beside it.
NOT_TOLD = frozenset({"digest", "key", "token", "secret", "search", "previous_hash", "hash", "person_id", "size"})


@dataclass(frozen=True, slots=True)
class Told:
    """One row in words: a heading, and what is known."""

    heading: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. `tell` puts a row in words in a zone, `resources` makes FHIR of it; lower `order` stands first.

    Its rows stand in the order of the field `by`. `files` gives what a row holds as files: the name under files/, and bytes.
    """

    title: Words
    order: int
    tell: Callable[[Any, str], Told]
    resources: Callable[[Any], Iterable[Resource]]
    by: str = "pk"
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = None


_holdings: dict[type[models.Model], Holding] = {}


def holding(
    model: type[models.Model],
    title: Words,
    *,
    order: int,
    tell: Callable[[Any, str], Told] | None = None,
    resources: Callable[[Any], Iterable[Resource]] | None = None,
    by: str = "pk",
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = None,
) -> None:
    """Say how rows of `model` are told in an archive; what is not given is told field by field."""
    _holdings[model] = Holding(title, order, tell or plainly, resources or basic, by, files)


def tables() -> list[tuple[type[models.Model], Holding]]:
    """Every table whose rows belong to a patient, in the order of the archive."""
    found = [model for model in apps.get_models() if model is Patient or _patient_column(model)]
    known = [(model, _holdings.get(model) or Holding(title_of(model), 90, plainly, basic)) for model in found]
    return sorted(known, key=lambda pair: (pair[1].order, pair[0]._meta.db_table))


def rows(model: type[models.Model], patient_ids: Sequence[UUID]) -> Iterator[Any]:
    """The rows of these records that the database shows, in the order of their holding. One query, read in pieces."""
    column, by = "pk" if model is Patient else "patient_id", _holdings[model].by if model in _holdings else "pk"
    found = model._default_manager.filter(**{f"{column}__in": list(patient_ids)})
    return found.order_by(by, "pk").iterator(chunk_size=500)


def plainly(row: models.Model, zone: str) -> Told:
    """A row field by field; what is empty is left out."""
    facts = [(label_of(field), said) for field in told(type(row)) if (said := say(row, field, zone))]
    return Told("", facts)


def told(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The fields of which a row is told."""
    left_out = {*NOT_TOLD, "confidential"}
    found = (one for one in model._meta.concrete_fields if one.name not in left_out and not one.primary_key)
    return [one for one in found if one.attname != "patient_id" and _may_be_followed(one)]


def basic(row: models.Model) -> Iterator[Resource]:
    """A row for which R4 has no resource of its own, as Basic: its fields are extensions."""
    table = row._meta.db_table
    fields = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in NOT_TOLD and value not in (None, "", [], {}):
            fields.append({"url": f"urn:heartline:field:{field.name}", "valueString": _raw(value)})
    yield {
        "resourceType": "Basic",
        "id": resource_id(row),
        "code": {"coding": [{"system": "urn:heartline:table", "code": table}], "text": force_str(title_of(type(row)))},
        "subject": {"reference": f"Patient/{getattr(row, 'patient_id', row.pk)}"},
        "extension": fields,
    }


def resource_id(row: models.Model) -> str:
    """A FHIR id (letters, digits, hyphens, dots; 64 at most): a UUID stays itself, a number gets its table's name."""
    if isinstance(row.pk, UUID):
        return str(row.pk)
    return f"{row._meta.db_table.replace('_', '-')}-{row.pk}"[:64]


def say(row: models.Model, field: "models.Field[Any, Any]", zone: str) -> str:
    """A field in words, in the active language; empty for what is not known."""
    value = getattr(row, field.attname)
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if field.choices and not isinstance(value, list):
        return force_str(dict(field.flatchoices).get(value, value))
    if field.name == "language":
        return language_name(str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(getattr(row, field.name)) if isinstance(field, models.ForeignKey) else _said(value, zone)


def _may_be_followed(field: "models.Field[Any, Any]") -> bool:
    """What is neither the patient's nor everybody's to read is not: a colleague's account, a plan for many."""
    return not isinstance(field, models.ForeignKey) or field.remote_field.model._meta.db_table in CATALOGUE


def _said(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return dates.say(value, zone)
    if isinstance(value, date):
        return dates.say_day(value)
    if isinstance(value, DateTimeTZRange):
        return " – ".join(dates.say(end, zone) for end in (value.lower, value.upper) if end)
    if isinstance(value, time):
        return dates.say_time(datetime.combine(date(2000, 1, 1), value, UTC), UTC)
    if isinstance(value, timedelta):
        return format_timedelta(value, locale=dates.locale())
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_said(each, zone)}" for key, each in value.items() if each not in (None, "", [], {}))
    if isinstance(value, list | tuple):
        return ", ".join(_said(each, zone) for each in value)
    return str(value)


def _raw(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, DateTimeTZRange):
        return "/".join(end.isoformat() if end else ".." for end in (value.lower, value.upper))
    return str(value)


def _patient_column(model: type[models.Model]) -> bool:
    return any(field.attname == "patient_id" for field in model._meta.concrete_fields)

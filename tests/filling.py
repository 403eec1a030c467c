"""Rows made up from the column types of any table."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField, RangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.people.models import Patient, Site
from heartline.scheduling.models import Resource
from tests.factories import a_clinician, a_site

_number = count(1)
# What column types do not tell: a resource has to be what its kind says, a time zone has to exist.
WITH_RULES: dict[Any, Callable[[], models.Model]] = {Resource: a_clinician, Site: a_site}


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def filled(model: type[models.Model], patient: Patient) -> models.Model:
    """A saved row of `model` that belongs to `patient`; whatever else it needs is made up from the column types."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name == "patient" or field.attname == "patient_id":
            values[field.attname] = patient.pk
        elif isinstance(field, models.ForeignKey):
            if not field.null:
                values[field.attname] = related(field, patient).pk
        elif needs_value(field):
            values[field.name] = value_for(field)
    row = model(**values)
    row.save(force_insert=True)
    return row


def related(field: Any, patient: Patient) -> models.Model:
    target = field.remote_field.model
    if target in WITH_RULES:
        return WITH_RULES[target]()
    if target is Patient:
        return patient
    return filled(target, patient)


def needs_value(field: "models.Field[Any, Any]") -> bool:
    if (
        isinstance(field, models.AutoField | models.UUIDField)
        and field.primary_key
        and (field.has_default() or isinstance(field, models.AutoField))
    ):
        return False
    return not (field.null or field.has_default() or field.has_db_default() or getattr(field, "generated", False))


def value_for(field: Any) -> Any:
    n = next(_number)
    if field.choices:
        return "" if field.blank else field.choices[0][0]
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, RangeField):
        start = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(hours=n)
        return DateTimeTZRange(start, start + timedelta(minutes=20))
    made: dict[type[Any], Any] = {
        models.UUIDField: uuid.uuid4(),
        models.DateTimeField: datetime(2030, 1, 1, tzinfo=UTC) + timedelta(hours=n),
        models.DateField: date(2030, 1, 1) + timedelta(days=n),
        models.DurationField: timedelta(minutes=20),
        models.BooleanField: False,
        models.JSONField: {},
        models.BinaryField: b"",
        models.DecimalField: Decimal(1),
        models.FloatField: 1.0,
        models.IntegerField: n,
        models.TimeField: time(9),
        models.EmailField: f"x{n}@example.org",
    }
    for kind, value in made.items():
        if isinstance(field, kind):
            return value
    return f"{n:05}"[: field.max_length or 5]

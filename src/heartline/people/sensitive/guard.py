"""No page of a protected record without a reason: asked for once, in one place, before any page of staff runs.

Whatever id a request carries, in its address, query or form, is looked up in every table that belongs to a patient: a
new page, or a new table, is guarded without anybody remembering to.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from heartline.people.sensitive.closed import closed

_UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)


def ask_first(request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
    """The way to the page that asks for a reason, if this request is about a record that is closed to it.

    No query where nothing is closed to the reader; else one at most.
    """
    shut = closed()
    if not shut:
        return None
    asked = _ids(kwargs.values(), request.GET, request.POST)
    patient_id = next(iter(sorted(asked & shut)), None) or _owner(asked, shut)
    if patient_id is None:
        return None
    back = request.get_full_path() if request.method == "GET" and not request.headers.get("HX-Request") else ""
    address = reverse("desk:open_record", args=[patient_id]) + (f"?{urlencode({'next': back})}" if back else "")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def _ids(values: Iterable[Any], *forms: Any) -> set[UUID]:
    texts = [str(value) for value in values]
    texts += [text for form in forms for _name, list_ in form.lists() for text in list_]
    return {UUID(found) for text in texts for found in _UUID.findall(text)}


def _owner(asked: set[UUID], shut: frozenset[UUID]) -> UUID | None:
    """One of the closed records that any of these ids belongs to. One query."""
    if not asked:
        return None
    statement, count = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(asked), list(shut)] * count)
        row = cursor.fetchone()
    return row[0] if row else None


@cache
def _statement() -> tuple[str, int]:
    """A search by key through every table whose rows belong to a patient, and how many there are."""
    patient = apps.get_model("people", "Patient")
    parts = []
    for model in apps.get_models():
        key = model._meta.pk
        for field in model._meta.concrete_fields:
            belongs = field.attname == "patient_id" or (
                isinstance(field, models.ForeignKey) and field.remote_field.model is patient
            )
            if belongs and isinstance(key, models.UUIDField) and model is not patient:
                parts.append(
                    f'SELECT "{field.column}" FROM "{model._meta.db_table}" '
                    f'WHERE "{key.column}" = ANY (%s) AND "{field.column}" = ANY (%s)'
                )
    return " UNION ALL ".join(parts) + " LIMIT 1", len(parts)

"""Which records are one person."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet

from heartline.people.linking.models import Link
from heartline.people.models import Identifier, Patient


def of_person(*patient_ids: UUID) -> "QuerySet[Patient]":
    """Every record of the persons whom these records are of. For a sub-select (`patient__in=`): no query of its own."""
    return Patient.objects.filter(person_id__in=Patient.objects.filter(pk__in=patient_ids).values("person_id"))


def by_person(*patient_ids: UUID) -> Func:
    """The condition that a row's `patient` is one of these records, for tables that are large: the records are read first, so
    that the rows are found by the patient. With `patient__in=of_person(…)` the planner may read everybody's rows instead.
    """
    records = Func(ArraySubquery(of_person(*patient_ids).order_by().values("pk")), template="(%(expressions)s)")
    return Func(F("patient"), records, template="%(expressions)s", arg_joiner=" = ANY ", output_field=BooleanField())


def records_of(patient_id: UUID) -> list[UUID]:
    """Ids of all records of one person, the asked one first, then the oldest. One query.

    Whoever reads "a patient's things" reads those of all these records. For a record that is not there, or that the
    database does not show to this request, only its own id.
    """
    found = of_person(patient_id).order_by("created_at", "id").values_list("pk", flat=True)
    return [patient_id, *(other for other in found if other != patient_id)]


def persons_of(patient_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Record → the person it is of, for many. One query."""
    return dict(Patient.objects.filter(pk__in=patient_ids).values_list("pk", "person_id"))


def numbers_of(patient_ids: Collection[UUID]) -> dict[UUID | None, str]:
    """Record → its record number, for those that have one. One query."""
    found = Identifier.objects.filter(patient__in=patient_ids, type=Identifier.Type.MRN).order_by("-id")
    return dict(found.values_list("patient_id", "value"))


def links_among(records: Collection[UUID]) -> list[Link]:
    """Links in force between these records, the oldest first. One query."""
    found = Link.objects.filter(a__in=records, b__in=records, state=Link.State.LINKED)
    return list(found.order_by("decided_at", "id"))

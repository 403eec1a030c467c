"""Whether a link may be made without a person: it must not open a record to a login by knowing a name and a birthday."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from heartline.people.linking.queries import of_person
from heartline.people.models import Account, ContactPoint, Patient
from heartline.people.proxies.queries import in_force
from heartline.people.sensitive.models import Protection


def needs_a_person(a: UUID, b: UUID) -> bool:
    """At most six queries.

    Who signs up chooses what they say of themselves, and a link shows a login all records of a person. So where a login
    or a proxy reaches either record, both must have answered at one and the same phone or e-mail, which nobody shares.
    A protected record is never linked without a person.
    """
    sides = [of_person(a), of_person(b)]
    both = sides[0] | sides[1]
    if Protection.objects.filter(patient__in=both, lifted_at=None).exists():
        return True
    return _reached(both) and not _answered_at_one(sides)


def may_be_claimed(patient_id: UUID, contacts: Collection[str]) -> bool:
    """Whether a login or a proxy reaches the person of this record without having answered at any of these phones and
    e-mails, which another system says are theirs. At most three queries.
    """
    record = of_person(patient_id)
    return _reached(record) and not _answered(record).filter(value__in=contacts).exists()


def _reached(records: QuerySet[Patient]) -> bool:
    return Account.objects.filter(patient__in=records).exists() or in_force().filter(patient__in=records).exists()


def _answered_at_one(sides: list[QuerySet[Patient]]) -> bool:
    one, other = (set(_answered(side).values_list("value", flat=True)) for side in sides)
    return bool(one & other)


def _answered(records: QuerySet[Patient]) -> QuerySet[ContactPoint]:
    """Phones and e-mails at which the person has answered, and which nobody shares."""
    return ContactPoint.objects.filter(patient__in=records, verified_at__isnull=False, shared=False, do_not_use=False)

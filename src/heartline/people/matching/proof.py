"""Whether a link may be made without a person: it must not open a record to a login by knowing a name and a birthday."""

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
    reached = Account.objects.filter(patient__in=both).exists() or in_force().filter(patient__in=both).exists()
    return reached and not _answered_at_one(sides)


def _answered_at_one(sides: list[QuerySet[Patient]]) -> bool:
    values = [
        set(
            ContactPoint.objects.filter(patient__in=side, verified_at__isnull=False, shared=False, do_not_use=False)
            .values_list("value", flat=True)
        )
        for side in sides
    ]  # fmt: skip
    return bool(values[0] & values[1])

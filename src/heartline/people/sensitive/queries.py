"""Which records are protected, who opened which, and what the privacy officer has not seen yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, F, Func, UUIDField, Value
from django.db.models.functions import Cast

from heartline.kernel import clock
from heartline.people.linking.queries import of_person
from heartline.people.models import StaffMember
from heartline.people.permissions import may
from heartline.people.sensitive.models import Opening, Protection

FOR_READING = 100  # on one page


@dataclass(frozen=True, slots=True)
class Openings:
    """Those not judged yet, the oldest first, and the latest that are."""

    waiting: Sequence[Opening]
    seen: Sequence[Opening]


def working(account_id: UUID) -> tuple[StaffMember | None, frozenset[UUID]]:
    """The member of staff who signs in with this account, and the records closed to them. One query."""
    moment = Cast(Value(clock.now()), DateTimeField())
    shut = Func(F("id"), moment, function="heartline_closed_records", output_field=ArrayField(UUIDField()))
    member = StaffMember.objects.filter(account_id=account_id, active=True).annotate(shut=shut).first()
    if member is None or may(member.role, "protected.read"):
        return member, frozenset()
    return member, frozenset(member.shut)


def protection_of(patient_id: UUID) -> Protection | None:
    """The protection that stands for this person, on whichever of their records it was put. One query."""
    return Protection.objects.filter(patient__in=of_person(patient_id), lifted_at=None).order_by("at").first()


def openings() -> Openings:
    """Two queries."""
    known = Opening.objects.select_related("patient", "staff_member")
    return Openings(
        list(known.filter(verdict="").order_by("at")[:FOR_READING]),
        list(known.exclude(verdict="").order_by("-verdict_at")[:FOR_READING]),
    )


def unseen() -> int:
    """Openings that nobody has judged yet. One query."""
    return Opening.objects.filter(verdict="").count()


def protected(limit: int = FOR_READING) -> list[Protection]:
    """Protections that stand, the newest first. One query."""
    return list(Protection.objects.filter(lifted_at=None).select_related("patient").order_by("-at")[:limit])

"""Which agreement holds for whom, and what was done under it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Role, StaffMember
from heartline.people.partners.models import PartnerAgreement
from heartline.people.partners.rules import Scope, Times


@dataclass(frozen=True, slots=True)
class Done:
    """How often somebody of a partner did something, and when last."""

    who: str
    kind: str
    times: int
    last: datetime


def scope_of(member: StaffMember | None) -> Scope | None:
    """What they see now; None for who is of our own. One query for those of another firm, none for us."""
    if member is None or member.role != Role.PARTNER_AGENT:
        return None
    for each in PartnerAgreement.objects.filter(members=member, ended_at=None):
        if times_of(each).hold(clock.now()):
            return Scope(each.name, tuple(each.queues), tuple(each.fields))
    return Scope()


def times_of(of: PartnerAgreement) -> Times:
    ended = of.ended_at is not None
    return Times(of.weekdays, of.opens, of.closes, of.time_zone, of.begins_on, of.ends_on, ended=ended)


def agreements() -> list[PartnerAgreement]:
    """All, with their people; those that have ended last. Two queries."""
    found = PartnerAgreement.objects.prefetch_related("members")
    return sorted(found, key=lambda each: (each.ended_at is not None, each.name))


def agents() -> list[StaffMember]:
    """Who works for other firms. One query."""
    return list(StaffMember.objects.filter(role=Role.PARTNER_AGENT, active=True).order_by("name", "pk"))


def done(since: datetime, until: datetime) -> list[Done]:
    """What partners did in that time, by person and kind. One query."""
    found = Event.objects.filter(actor_role=Role.PARTNER_AGENT, at__gte=since, at__lt=until)
    rows = (
        found.values("actor_label", "kind").annotate(times=Count("pk"), last=Max("at")).order_by("actor_label", "kind")
    )
    return [Done(row["actor_label"], row["kind"], row["times"], row["last"]) for row in rows]


def each_done(since: datetime, until: datetime) -> Iterator[tuple[datetime, str, str, str, UUID | None]]:
    """One by one, the oldest first: when, who, what, by which door, about what. One query, read in pieces."""
    found = Event.objects.filter(actor_role=Role.PARTNER_AGENT, at__gte=since, at__lt=until).order_by("at", "pk")
    yield from found.values_list("at", "actor_label", "kind", "door", "subject_id").iterator(chunk_size=2000)

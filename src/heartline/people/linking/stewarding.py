"""What the stewards of identity work through: pairs to decide, and what was decided."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from heartline.kernel.clock import now
from heartline.kernel.errors import Words
from heartline.people.linking import comparing
from heartline.people.linking.models import Link
from heartline.people.matching.explain import LABELS, say
from heartline.people.models import Account, Patient
from heartline.people.proxies.queries import in_force

AT_ONCE = 50
_THINGS = ("names", "languages", "contact_points", "addresses", "coverages", "related_people", "identifiers")


@dataclass(frozen=True, slots=True)
class Finding:
    """What matching found in one field. `weight` is log2 of how much it speaks for one person, below 0 against."""

    label: Words
    words: Words
    weight: float | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Who sees a record, and would see both once they are linked."""

    logins: list[Account] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and all that helps to decide on them."""

    link: Link
    a: Patient
    b: Patient
    rows: list[comparing.Row]
    hints: list[Words]
    findings: list[Finding]
    reach: dict[UUID, Reach]

    @property
    def one_person(self) -> bool:
        return bool(self.a.person_id == self.b.person_id)

    @property
    def reaches(self) -> list[tuple[Patient, Reach]]:
        return [(record, self.reach[record.pk]) for record in (self.a, self.b)]

    @property
    def both_have_logins(self) -> bool:
        return self.a.account_id is not None and self.b.account_id is not None


def waiting() -> QuerySet[Link]:
    """Pairs to be decided now, without those that are one person by other links already, and without those put off."""
    return Link.objects.filter(Q(later_until=None) | Q(later_until__lte=now()), state=Link.State.PROPOSED).exclude(
        a__person_id=F("b__person_id")
    )


def queue(by: str = "", limit: int = AT_ONCE) -> list[Link]:
    """The pairs to decide first, the likeliest first; with `by` "age" those that wait longest. Three queries."""
    order = ("proposed_at", "id") if by == "age" else (F("score").desc(nulls_last=True), "id")
    return list(_shown(waiting()).order_by(*order)[:limit])


def decided(limit: int = AT_ONCE) -> list[Link]:
    """The latest decisions, the last first. Three queries."""
    return list(_shown(Link.objects.exclude(state=Link.State.PROPOSED)).order_by("-decided_at", "id")[:limit])


def pair(link_id: UUID) -> Pair | None:
    """A pair with all that helps to decide on it. About twelve queries, whatever there is."""
    link = Link.objects.filter(pk=link_id).first()
    if link is None:
        return None
    found = Patient.objects.filter(pk__in=[link.a_id, link.b_id]).select_related("account").prefetch_related(*_THINGS)
    records = {record.pk: record for record in found}
    a, b = records[link.a_id], records[link.b_id]
    return Pair(
        link=link,
        a=a,
        b=b,
        rows=comparing.rows(a, b),
        hints=comparing.hints(a, b),
        findings=[_finding(one) for one in link.evidence],
        reach=_reach([a, b]),
    )


def _shown(links: QuerySet[Link]) -> QuerySet[Link]:
    return links.select_related("a", "b").prefetch_related("a__identifiers", "b__identifiers")


def _finding(found: dict[str, Any]) -> Finding:
    name = str(found.get("field", ""))
    weight = found.get("weight")
    return Finding(
        LABELS.get(name, name.replace("_", " ").capitalize()),
        say(name, str(found.get("level") or "")),
        float(weight) if isinstance(weight, int | float) else None,
    )


def _reach(records: Collection[Patient]) -> dict[UUID, Reach]:
    reach = {record.pk: Reach([record.account] if record.account else []) for record in records}
    for proxy in in_force().filter(patient_id__in=list(reach)).order_by("holder_name"):
        reach[proxy.patient_id].holders.append(proxy.holder_name)
    return reach

"""Who may act for whom today."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import Cast, Greatest
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor
from heartline.kernel.actor import Kind
from heartline.kernel.clock import now
from heartline.kernel.errors import NotAllowed
from heartline.people.linking.queries import of_person
from heartline.people.models import Patient, Proxy
from heartline.people.proxies.rules import may_act, widest


def in_force() -> QuerySet[Proxy]:
    """Proxies that hold today, each with its `reach`: the scope that birthdays have left of what was granted."""
    return _with_reach(Value(now()))


def _with_reach(moment: Any) -> QuerySet[Proxy]:
    plain: Any = Proxy.objects  # the type checker takes an annotation that the model declares for a second field
    standing: QuerySet[Proxy] = plain.annotate(reach=reach_at(moment)).exclude(reach="")
    return standing


def reach_at(moment: Any) -> Func:
    """The scope of a proxy at a moment (an expression), or "" where it does not hold. The database decides, here as in
    its policies: heartline_proxy_scope."""
    born = Func(F("patient__birth_date"), F("patient__birth_partial"), function="heartline_born")
    terms = ("starts_on", "ends_on", "revoked_at", "relationship", "scope", "beyond_age")
    return Func(
        *map(F, terms),
        born,
        Cast(moment, DateTimeField()),
        function="heartline_proxy_scope",
        output_field=CharField(),
    )


def scope_of(holder_id: UUID | None, patient_id: UUID) -> str:
    """The scope within which this account may act for the patient today, or nothing. One query.

    What was granted on one record holds for every record of that person; of two grants, the wider one.
    """
    held: Any = in_force().filter(holder_id=holder_id, patient__in=of_person(patient_id))
    return widest(held.values_list("reach", flat=True))


def require(patient_id: UUID, what: str) -> None:
    """Raise NotAllowed unless the current actor may do `what` for this patient. One query for a proxy, else none.

    Called by actions, so that every door keeps to the scope. Staff are held to the permission table by their pages, and
    patients to their own rows by the database.
    """
    who = actor.current()
    if who.kind != Kind.PROXY:
        return
    scope = scope_of(who.account_id, patient_id)
    if scope and may_act(scope, what):
        return
    raise NotAllowed(
        _("You may not do this for this person."),
        _("Ask them, or the clinic, to let you do more for them."),
    )


def held_by(*holder_ids: UUID) -> list[Proxy]:
    """Those these accounts may act for today, with the patients: one for each person, the widest. At most one query."""
    if not holder_ids:
        return []
    own = Patient.objects.filter(account_id__in=holder_ids).values("person_id")
    held = in_force().filter(holder_id__in=holder_ids).exclude(patient__person_id__in=own).select_related("patient")
    held = held.order_by("patient__name", "created_at", "id")
    return _one_each(held, lambda proxy: proxy.patient.person_id)


def acting_for(patient_id: UUID) -> list[Proxy]:
    """Those who may act for the patient, today or later; what is over is on the timeline. One query."""
    begun = Cast(F("starts_on") + timedelta(days=1), DateTimeField())
    standing = _with_reach(Greatest(Value(now()), begun)).filter(patient__in=of_person(patient_id))
    return _one_each(standing.order_by("created_at", "id"), lambda proxy: proxy.holder_id)


def same_as(proxy: Proxy) -> QuerySet[Proxy]:
    """This proxy and what else lets its holder act for that person, by way of other records of theirs. Not revoked."""
    return Proxy.objects.filter(
        patient__in=of_person(proxy.patient_id), holder_id=proxy.holder_id, revoked_at=None
    ).order_by("pk")


def own_record(account_id: UUID) -> Patient | None:
    """The patient who signs in with this account. One query."""
    return Patient.objects.filter(account_id=account_id).first()


def _one_each(proxies: Iterable[Proxy], whose: Callable[[Proxy], UUID]) -> list[Proxy]:
    """Of the proxies of each `whose`, the one that reaches furthest, in the order they came."""
    found: dict[UUID, Proxy] = {}
    for proxy in proxies:
        known = found.setdefault(whose(proxy), proxy)
        if widest([known.reach, proxy.reach]) != known.reach:
            found[whose(proxy)] = proxy
    return list(found.values())

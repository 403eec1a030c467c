"""Who may act for whom today."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor
from heartline.kernel.actor import Kind
from heartline.kernel.clock import now
from heartline.kernel.errors import NotAllowed
from heartline.people.models import Patient, Proxy
from heartline.people.proxies.rules import may_act


def in_force() -> QuerySet[Proxy]:
    """Proxies that hold today."""
    today = now().date()
    return Proxy.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), revoked_at=None, starts_on__lte=today)


def scope_of(holder_id: UUID | None, patient_id: UUID) -> str:
    """The scope within which this account may act for the patient today, or nothing. One query."""
    return in_force().filter(holder_id=holder_id, patient_id=patient_id).values_list("scope", flat=True).first() or ""


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


def held_by(holder_id: UUID) -> list[Proxy]:
    """Those this account may act for today, with the patients. One query."""
    return list(in_force().filter(holder_id=holder_id).select_related("patient").order_by("patient__name"))


def acting_for(patient_id: UUID) -> list[Proxy]:
    """Those who may act for the patient, today or later; what is over is on the timeline. One query."""
    today = now().date()
    standing = Proxy.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), patient_id=patient_id, revoked_at=None
    )
    return list(standing.order_by("created_at", "id"))


def own_record(account_id: UUID) -> Patient | None:
    """The patient who signs in with this account. One query."""
    return Patient.objects.filter(account_id=account_id).first()

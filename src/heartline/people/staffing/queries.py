"""Everybody who works here, and who of them may sign in."""

from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from heartline.kernel import clock
from heartline.people.models import Site, StaffInvitation, StaffMember

# Who has only a name stands where the name does.
IN_ORDER = (Coalesce(NullIf(F("family"), Value("")), F("name")), F("name"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, as the list of staff shows them."""

    member: StaffMember
    sites: list[Site]
    invitation: StaffInvitation | None  # sent, not used, and not too old


def roster() -> list[Colleague]:
    """Everybody, those who no longer work here last. Three queries."""
    members = StaffMember.objects.select_related("account").prefetch_related("sites")
    waiting = {each.member_id: each for each in open_invitations()}
    found = members.order_by("-active", *IN_ORDER)
    return [Colleague(each, list(each.sites.all()), waiting.get(each.pk)) for each in found]


def open_invitations() -> list[StaffInvitation]:
    """Those with which a login can be made now. One query."""
    return list(StaffInvitation.objects.filter(used_at=None, expires_at__gt=clock.now()))


def members() -> list[StaffMember]:
    """Staff with a login, those whose access has ended last, each with account. One query."""
    with_login = StaffMember.objects.filter(account__isnull=False).select_related("account")
    return list(with_login.order_by("-active", "family", "given", "name"))

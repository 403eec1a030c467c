"""What is said of those who work here: names, languages, what they do and where."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.people.models import StaffMember
from heartline.people.staffing.administrators import is_administrator, lock_administrators, others_than

FIELDS = ("name", "family", "given", "gender", "role", "npi", "specialty", "about", "languages", "sites")


def member_now(member: StaffMember) -> dict[str, Any]:
    """What can be changed of somebody (kernel.revising). One query."""
    now = {name: getattr(member, name) for name in FIELDS if name != "sites"}
    return now | {"sites": sorted(str(site.pk) for site in member.sites.all())}


def add_member(values: Mapping[str, Any]) -> StaffMember:
    """Somebody who works here. A login is another thing (people.staffing.inviting)."""
    with transaction.atomic():
        member = StaffMember.objects.create(**{name: value for name, value in values.items() if name != "sites"})
        member.sites.set(values.get("sites", []))
        ledger.record("staff.added", subject_id=member.pk, data={"name": member.name, "role": member.role})
        return member


def change_member(member: StaffMember, change: Mapping[str, Any]) -> None:
    """Write `change`, by the names of FIELDS. Raises Refused where nobody would be left to set up."""
    if not change:
        return
    with transaction.atomic():
        if "role" in change:
            _keep_an_administrator(member)
        for name, value in change.items():
            if name != "sites":
                setattr(member, name, value)
        member.save(update_fields=[name for name in change if name != "sites"])
        if "sites" in change:
            member.sites.set(change["sites"])
        data = {"name": member.name, "changed": sorted(change)} | ({"role": member.role} if "role" in change else {})
        ledger.record("staff.changed", subject_id=member.pk, data=data)


def change_staff(member_id: UUID, values: Mapping[str, Any], sealed: str | None = None) -> None:
    """Role, sites and name, from the list of staff. Raises Stale and Refused."""
    with transaction.atomic():
        lock_administrators()
        member = StaffMember.objects.select_for_update().get(pk=member_id)
        change_member(member, differing(staff_now(member), values, sealed))


def staff_now(member: StaffMember) -> dict[str, Any]:
    """What the list of staff changes of somebody. One query."""
    now = member_now(member)
    return {name: now[name] for name in ("name", "family", "role", "sites")}


def _keep_an_administrator(member: StaffMember) -> None:
    lock_administrators()
    if is_administrator(member) and not others_than(member):
        raise Refused(
            _("This is the last administrator."), next_step=_("Make somebody else one first, then change this role.")
        )

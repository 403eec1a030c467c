"""What is said of those who work here: names, languages, what they do and where."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from heartline.kernel import ledger
from heartline.people.models import StaffMember

FIELDS = ("name", "family", "given", "gender", "role", "npi", "specialty", "about", "languages", "sites")


def member_now(member: StaffMember) -> dict[str, Any]:
    """What can be changed of somebody (kernel.revising). One query."""
    now = {name: getattr(member, name) for name in FIELDS if name != "sites"}
    return now | {"sites": sorted(str(site.pk) for site in member.sites.all())}


def add_member(values: Mapping[str, Any]) -> StaffMember:
    """Somebody who works here. A login is another thing: `manage create_staff`."""
    with transaction.atomic():
        member = StaffMember.objects.create(**{name: value for name, value in values.items() if name != "sites"})
        member.sites.set(values.get("sites", []))
        ledger.record("staff.added", subject_id=member.pk, data={"name": member.name, "role": member.role})
        return member


def change_member(member: StaffMember, change: Mapping[str, Any]) -> None:
    """Write `change`, by the names of FIELDS."""
    if not change:
        return
    with transaction.atomic():
        for name, value in change.items():
            if name != "sites":
                setattr(member, name, value)
        member.save(update_fields=[name for name in change if name != "sites"])
        if "sites" in change:
            member.sites.set(change["sites"])
        ledger.record("staff.changed", subject_id=member.pk, data={"name": member.name, "changed": sorted(change)})

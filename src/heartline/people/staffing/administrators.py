"""Somebody is always left who can set up, and give others their access back."""

from django.db.models import QuerySet

from heartline.people.models import Role, StaffMember


def lock_administrators() -> None:
    """Until the transaction ends: all of them, in one order, so that two of them cannot take each other's away at once."""
    list(StaffMember.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))


def is_administrator(member: StaffMember) -> bool:
    """Whether this person, as the database has it, is an administrator who can sign in. One query."""
    return _there().filter(pk=member.pk).exists()


def others_than(member: StaffMember) -> bool:
    """Whether another administrator than `member` can sign in. One query."""
    return _there().exclude(pk=member.pk).exists()


def _there() -> QuerySet[StaffMember]:
    return StaffMember.objects.filter(role=Role.ADMINISTRATOR, active=True, account__isnull=False)

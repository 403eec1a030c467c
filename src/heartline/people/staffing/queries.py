"""Everybody who may sign in as staff."""

from heartline.people.models import StaffMember


def members() -> list[StaffMember]:
    """Staff with a login, those whose access has ended last, each with account. One query."""
    with_login = StaffMember.objects.filter(account__isnull=False).select_related("account")
    return list(with_login.order_by("-active", "family", "given", "name"))

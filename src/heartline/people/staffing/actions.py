"""End somebody's access, and give it back."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, ledger
from heartline.kernel.errors import Refused
from heartline.people.models import Role, StaffMember
from heartline.people.staffing.administrators import lock_administrators, others_than


def end_access(member_id: UUID) -> StaffMember:
    """From the next request on, whatever is open anywhere, this person is no staff. Raises Refused, DoesNotExist.

    Nobody ends their own access, nor that of the last administrator: somebody must be left to give it back.
    """
    with transaction.atomic():
        lock_administrators()
        member = StaffMember.objects.select_for_update().get(pk=member_id)
        if member.account_id == actor.current().account_id:
            raise Refused(_("You cannot end your own access."), next_step=_("Ask another manager or administrator."))
        if member.role == Role.ADMINISTRATOR and not others_than(member):
            raise Refused(
                _("This is the last administrator."), next_step=_("Make another one first, then end this one's access.")
            )
        return _set(member, active=False, kind="staff.access_ended")


def give_back(member_id: UUID) -> StaffMember:
    """This person is staff again, in the role that they had. Raises DoesNotExist."""
    with transaction.atomic():
        return _set(
            StaffMember.objects.select_for_update().get(pk=member_id), active=True, kind="staff.access_given_back"
        )


def _set(member: StaffMember, *, active: bool, kind: str) -> StaffMember:
    if member.active != active:
        member.active = active
        member.save(update_fields=["active"])
        ledger.record(kind, subject_id=member.pk, data={"name": member.name, "role": member.role})
    return member

"""Giving somebody who works here a login: a link goes to their e-mail, and whoever opens it chooses their own password.

The link works once, for days, and only for as long as they work here. What opens the desk besides, the second step, they
set up at their first sign-in.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.mail import send_mail
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, idempotency, ledger
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.people.models import Account, Organization, StaffInvitation, StaffMember
from heartline.people.staffing.profile import add_member

DAYS = 7


def add(values: Mapping[str, Any], email: str, address: Callable[[str], str], key: str = "") -> StaffMember:
    """Somebody who works here, invited at `email` if there is one; all of it or nothing, once a `key`. Raises Refused."""

    def happen() -> UUID:
        member = add_member(values)
        if email:
            invite(member.pk, email, address)
        return member.pk

    with transaction.atomic():
        return StaffMember.objects.get(pk=idempotency.once("staff.add", key, happen)[0])


def invite(member_id: UUID, email: str, address: Callable[[str], str]) -> StaffInvitation:
    """Send a link to `email`; an earlier one stops working. `address` makes the page's from the link's secret.

    Raises Refused if they have a login, no longer work here, or somebody signs in with that e-mail.
    """
    email = email.lower()
    with transaction.atomic():
        member = StaffMember.objects.select_for_update().get(pk=member_id)
        if member.account_id:
            raise Refused(_("%(name)s already has a login.") % {"name": member.name})
        if not member.active:
            raise Refused(
                _("%(name)s no longer works here.") % {"name": member.name},
                next_step=_("Give them their access back first."),
            )
        _nobodys(email)
        StaffInvitation.objects.filter(member=member, used_at=None).delete()
        secret = secrets.token_urlsafe(32)
        invitation = StaffInvitation.objects.create(
            member=member,
            email=email,
            digest=_digest(secret),
            sent_by=actor.current().label,
            expires_at=clock.now() + timedelta(days=DAYS),
        )
        _record("staff.invited", member, {"email": email})
    _send(email, address(secret))
    return invitation


def withdraw(member_id: UUID) -> None:
    """The link that was sent to them works no more. Nothing where there is none."""
    with transaction.atomic():
        member = StaffMember.objects.select_for_update().get(pk=member_id)
        if StaffInvitation.objects.filter(member=member, used_at=None).delete()[0]:
            _record("staff.invitation_withdrawn", member, {})


def find(secret: str) -> StaffInvitation | None:
    """The invitation with this secret, if it still works, locked. For whoever is not signed in."""
    with as_staff():
        return (
            StaffInvitation.objects.select_for_update(of=("self", "member"))
            .select_related("member")
            .filter(digest=_digest(secret), used_at=None, expires_at__gt=clock.now(), member__active=True)
            .filter(member__account=None)
            .first()
        )


def accept(secret: str, password: str) -> Account | None:
    """Make the login, with a password of their own. None if the link no longer works. Raises Refused."""
    with as_staff():
        invitation = find(secret)
        if invitation is None:
            return None
        member = invitation.member
        _nobodys(invitation.email)
        account = Account.objects.create_user(
            invitation.email, password, display_name=member.name, language=get_language() or "en"
        )
        EmailAddress.objects.create(user=account, email=invitation.email, verified=True, primary=True)
        member.account = account
        member.save(update_fields=["account"])
        StaffInvitation.objects.filter(pk=invitation.pk).update(used_at=clock.now())
        with actor.acting(Actor(Kind.STAFF, member.name, account.pk, member.role, "desk")):
            _record("staff.login_made", member, {})
        return account


def _nobodys(email: str) -> None:
    if Account.objects.filter(email__iexact=email).exists():
        raise Refused(
            _("Somebody already signs in with this e-mail."),
            next_step=_("Each login has an e-mail of its own. Whoever is a patient here uses another one at work."),
        )


def _record(kind: str, member: StaffMember, data: dict[str, str]) -> None:
    ledger.record(kind, subject_id=member.pk, data={"name": member.name, "role": member.role} | data)


def _send(email: str, address: str) -> None:
    clinic = Organization.objects.values_list("name", flat=True).first() or "Heartline"
    said = gettext(
        "%(clinic)s has a login for you. Open this page and choose your password: %(address)s It works once, for %(days)s days."
    )
    then = gettext("Then set up a second step: a passkey, or an app that shows codes.")
    unasked = gettext("You do not work there? Then you need not do anything.")
    text = "\n\n".join([said % {"clinic": clinic, "address": f"\n\n{address}\n\n", "days": DAYS}, then, unasked])
    send_mail(gettext("Your login at %(clinic)s") % {"clinic": clinic}, text, None, [email])


def _digest(secret: str) -> str:
    return salted_hmac("heartline.staff_invitation", secret, algorithm="sha256").hexdigest()

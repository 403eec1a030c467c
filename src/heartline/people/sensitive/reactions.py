"""Telling the privacy officers that a protected record was opened. Whose it is stands only at the desk."""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from heartline.kernel import dates, idempotency
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.confidential.letters import language_of
from heartline.people.models import Account, Role, StaffMember
from heartline.people.places.queries import zones
from heartline.people.sensitive.models import Opening


@on("record.opened")
def tell_privacy_officers(event: Event) -> None:
    """One letter to each; a repeat sends none."""
    opening = (
        Opening.objects.select_related("staff_member").filter(pk=event.subject_id).first() if event.subject_id else None
    )
    if opening is None:
        return
    officers = StaffMember.objects.filter(role=Role.PRIVACY_OFFICER, active=True, account__email__isnull=False)
    for officer in officers.select_related("account"):
        account = officer.account
        if account is not None and account.email:
            key = f"{event.pk}:{account.pk}"
            idempotency.once("letter.opening", key, partial(_send, event, opening, account, account.email))


def _send(event: Event, opening: Opening, account: Account, address: str) -> UUID:
    member = opening.staff_member
    with override(language_of(account.language)):
        lines = [
            gettext("A protected record was opened."),
            "",
            gettext("By: %(name)s, %(role)s") % {"name": member.name, "role": member.get_role_display()},
            gettext("When: %(when)s") % {"when": dates.say(opening.at, zones()[0])},
            gettext("Reason: %(reason)s") % {"reason": opening.get_reason_display()},
            "",
            gettext("Whose it is, and what they wrote, you see at the desk under “Protected records”."),
        ]
        subject = gettext("A protected record was opened")
    message_id = uuid5(NAMESPACE_URL, f"heartline:opening:{event.pk}:{account.pk}")
    EmailMessage(
        subject, "\n".join(lines) + "\n", to=[address], headers={"Message-ID": f"<{message_id}@heartline>"}
    ).send()
    return message_id

"""Giving a known patient a login: staff send a code to a contact point on record; the person answers with it and
their date of birth. Nothing else ties an existing record to an account.
"""

import secrets
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, ledger, outbox
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.people.linking.queries import of_person
from heartline.people.models import Account, ContactPoint, Invitation, Patient

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH = 8  # 31^8 codes
DAYS = 7
WRONG_ANSWERS = 5


def invite(patient: Patient, contact: ContactPoint, *, address: str) -> Invitation:
    """Send a code to `contact`, one of the patient's own; an earlier one stops working. `address` is the claim page's.

    Raises Refused if the record has a login already, or the contact point is marked as not to be used.
    """
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)
        if of_person(patient.pk).exclude(account=None).exists():
            raise Refused(
                _("This patient already has a login."),
                next_step=_("They can sign in with a code. If their e-mail or number changed, change it first."),
            )
        if contact.do_not_use or not of_person(patient.pk).filter(pk=contact.patient_id).exists():
            raise Refused(_("A code cannot go there."), next_step=_("Choose a contact point that may be used."))
        Invitation.objects.filter(patient__in=of_person(patient.pk), used_at=None).delete()
        code = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
        invitation = Invitation.objects.create(
            patient=patient,
            system=contact.system,
            value=contact.value,
            digest=_digest(code),
            sent_by=actor.current().label,
            expires_at=clock.now() + timedelta(days=DAYS),
        )
        ledger.record("account.invited", patient_id=patient.pk, subject_id=invitation.pk, data={"by": contact.system})
    _send(patient, contact, code, address)
    return invitation


def claim(code: str, birth_date: date, *, account: Account | None) -> Account | None:
    """Tie the invited record to `account`, or to a new account of the contact point that the code was sent to.

    None if code and birth date do not fit together; the answer is the same whichever is wrong. Raises Refused, only to
    somebody who knows both, if another account holds that contact point or this account has a record of its own.
    """
    with as_staff():
        invitation = (
            Invitation.objects.select_for_update()
            .select_related("patient")
            .filter(digest=_digest(code), used_at=None, expires_at__gt=clock.now(), wrong_answers__lt=WRONG_ANSWERS)
            .first()
        )
        if invitation is None:
            return None
        if invitation.patient.birth_date != birth_date:
            Invitation.objects.filter(pk=invitation.pk).update(wrong_answers=invitation.wrong_answers + 1)
            return None
        patient = Patient.objects.select_for_update().get(pk=invitation.patient_id)
        if of_person(patient.pk).exclude(account=None).exists() or (
            account and Patient.objects.filter(account=account).exists()
        ):
            raise Refused(
                _("This account already has a record of its own."),
                kept=_("Your invitation still works."),
                next_step=_("Please call us, so that we can put your records together."),
            )
        account = account or _new_account(patient, invitation)
        patient.account = account
        patient.save(update_fields=["account"])
        Invitation.objects.filter(pk=invitation.pk).update(used_at=clock.now())
        theirs = ContactPoint.objects.filter(patient__in=of_person(patient.pk), value=invitation.value)
        theirs.filter(verified_at=None).update(verified_at=clock.now())
        ledger.record("account.claimed", patient_id=patient.pk, subject_id=account.pk)
        return account


def _new_account(patient: Patient, invitation: Invitation) -> Account:
    """The code came to this address or number, so it is proven to be the person's."""
    email = invitation.value if invitation.system == ContactPoint.System.EMAIL else None
    phone = None if email else invitation.value
    if Account.objects.filter(**({"email": email} if email else {"phone": phone})).exists():
        raise Refused(
            _("Somebody already signs in with this e-mail or number."),
            kept=_("Your invitation still works."),
            next_step=_(
                "If that is you, sign in first and then enter the code again. If your family shares it, sign up with your own e-mail first."
            ),
        )
    account = Account.objects.create_user(
        email=email,
        phone=phone,
        phone_verified=bool(phone),
        display_name=patient.name[:200],
        language=_site_language(patient),
    )
    if email:
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def _send(patient: Patient, contact: ContactPoint, code: str, address: str) -> None:
    with override(_site_language(patient)):
        words = gettext(
            "You can now use Heartline, your clinic online. Go to %(address)s and enter this code: %(code)s. It works for %(days)s days."
        )
        text = words % {"address": address, "code": f"{code[:4]}-{code[4:]}", "days": DAYS}
        if contact.system == ContactPoint.System.EMAIL:
            send_mail(gettext("Your invitation to Heartline"), text, None, [contact.value])
        else:
            outbox.keep("sms", contact.value, "", text)


def _site_language(patient: Patient) -> str:
    wanted = (patient.language or "en").lower()
    return next(
        (code for code, _name in settings.LANGUAGES if wanted.startswith(code) or code.startswith(wanted)), "en"
    )


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return salted_hmac("heartline.invitation", plain, algorithm="sha256").hexdigest()


def open_invitation(patient_id: UUID) -> Invitation | None:
    """The invitation that was sent and not used yet. One query."""
    return Invitation.objects.filter(
        patient__in=of_person(patient_id), used_at=None, expires_at__gt=clock.now()
    ).first()

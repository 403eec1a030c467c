"""Letting somebody act for a patient, and no longer."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, ledger
from heartline.kernel.clock import now
from heartline.kernel.errors import Refused
from heartline.people.linking.queries import of_person
from heartline.people.models import Account, Patient, Proxy
from heartline.people.proxies.queries import own_record, require, same_as


def grant(
    patient: Patient,
    holder: Account,
    relationship: str,
    *,
    scope: str = Proxy.Scope.ALL,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Proxy:
    """Let `holder` act for `patient` from `starts_on` (default: today) until the day before `ends_on` (default: no end).

    One who may already is given the new terms. Raises Refused for oneself and for an end before the beginning.
    """
    require(patient.pk, "proxies")
    starts = starts_on or now().date()
    if of_person(patient.pk).filter(account_id=holder.pk).exists():
        raise Refused(_("Nobody needs permission to act for themselves."))
    if ends_on and ends_on <= starts:
        raise Refused(_("The last day is before the first."), next_step=_("Choose a later end, or none."))
    own = own_record(holder.pk)
    with transaction.atomic():
        former = Proxy.objects.select_for_update().filter(
            patient__in=of_person(patient.pk), holder=holder, revoked_at=None
        )
        for one in former.order_by("pk"):
            _end(one)
        proxy = Proxy.objects.create(
            patient=patient,
            holder=holder,
            holder_name=own.name if own else holder.get_full_name(),
            relationship=relationship,
            scope=scope,
            starts_on=starts,
            ends_on=ends_on,
            granted_by=actor.current().label,
        )
        _record("proxy.granted", proxy)
    return proxy


def revoke(proxy: Proxy) -> None:
    """It holds no longer, from now on. The patient may do so, staff may, and the holder may lay it down.

    What the holder was granted on other records of the same person ends with it: it is one permission to everybody.
    """
    if actor.current().account_id != proxy.holder_id:
        require(proxy.patient_id, "proxies")
    with transaction.atomic():
        standing = list(same_as(proxy).select_for_update(of=("self",)))
        # Recorded first: once revoked, the holder's own request no longer sees this patient's ledger.
        for one in standing:
            _record("proxy.revoked", one)
        for one in standing:
            _end(one)
        proxy.refresh_from_db(fields=["revoked_at", "revoked_by"])


def holder_account(name: str, *, email: str = "", phone: str = "") -> Account:
    """The account that signs in with this e-mail address or phone (E.164), made without a password if there is none.

    Whoever reads that mail or phone then signs in by a one-time code. Raises Refused when the two belong to two people.
    """
    by_email = Account.objects.filter(email=email).first() if email else None
    by_phone = Account.objects.filter(phone=phone).first() if phone else None
    if by_email and by_phone and by_email != by_phone:
        raise Refused(
            _("This e-mail address and this phone number belong to two different logins."),
            next_step=_("Use only the one that this person signs in with."),
        )
    known = by_email or by_phone
    return known or Account.objects.create_user(email or None, None, phone=phone or None, display_name=name)


def _end(proxy: Proxy) -> None:
    proxy.revoked_at, proxy.revoked_by = now(), actor.current().label
    proxy.save(update_fields=["revoked_at", "revoked_by"])


def _record(kind: str, proxy: Proxy) -> None:
    ledger.record(
        kind,
        patient_id=proxy.patient_id,
        subject_id=proxy.pk,
        data={
            "holder": proxy.holder_name,
            "relationship": proxy.relationship,
            "scope": proxy.scope,
            "ends_on": proxy.ends_on.isoformat() if proxy.ends_on else None,
        },
    )

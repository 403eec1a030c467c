"""Giving somebody the address of a calendar, and ending it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, ledger
from heartline.kernel.errors import NotAllowed, Refused
from heartline.people.models import Account, Organization, Patient
from heartline.scheduling.calendars.feed_rules import FOR_PATIENTS, FOR_STAFF
from heartline.scheduling.calendars.models import CalendarFeed, CalendarPolicy, Detail
from heartline.scheduling.calendars.queries import standing
from heartline.scheduling.calendars.secrets import digest, new_token
from heartline.scheduling.catalogue.models import Resource

MOST = 20  # addresses of one account


def subscribe(
    account: Account,
    whose: Patient | Resource,
    *,
    detail: str,
    label: str = "",
    with_confidential: bool = False,
) -> tuple[CalendarFeed, str]:
    """A new calendar of these visits for `account`, and the secret of its address, which is told only now.

    What is confidential is in a calendar only if the patient themselves asks for it. Raises Refused beyond MOST.
    """
    patient = whose if isinstance(whose, Patient) else None
    if detail not in (FOR_PATIENTS if patient else FOR_STAFF):
        raise NotAllowed(_("A calendar may not say this much."))
    token, now = new_token(), clock.now()
    with transaction.atomic():
        if standing().filter(account=account).count() >= MOST:
            raise Refused(_("You have many calendar links already."), next_step=_("End one that you do not use."))
        feed = CalendarFeed.objects.create(
            account=account,
            holder_name=actor.current().label,
            patient=patient,
            resource=None if isinstance(whose, Patient) else whose,
            label=label,
            detail=detail,
            with_confidential=with_confidential and _own(account, patient),
            digest=digest(token),
            made_at=now,
        )
        _tell("calendar.subscribed", feed)
    return feed, token


def revoke(feed: CalendarFeed) -> None:
    """From now on nobody reads anything there. Ended twice, it is ended once."""
    with transaction.atomic():
        ended = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(
            revoked_at=clock.now(), revoked_by=actor.current().label
        )
        if ended:
            _tell("calendar.ended", feed)


def limit(organization: Organization, most: str) -> None:
    """The most that calendars of clinicians and rooms may say from now on, also those that there are already."""
    with transaction.atomic():
        CalendarPolicy.objects.update_or_create(organization=organization, defaults={"most": Detail(most)})
        ledger.record("calendar.limited", data={"most": most})


def _own(account: Account, patient: Patient | None) -> bool:
    return patient is not None and patient.account_id == account.pk


def _tell(kind: str, feed: CalendarFeed) -> None:
    data = {"label": feed.label, "detail": feed.detail, "holder": feed.holder_name}
    ledger.record(kind, patient_id=feed.patient_id, subject_id=feed.pk, data=data, confidential=feed.with_confidential)

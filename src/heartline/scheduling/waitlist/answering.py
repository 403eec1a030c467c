"""What becomes of an offer: taken, left, not answered, withdrawn. Each first locks the entry, then everything else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock
from heartline.scheduling.availability.queries import offered
from heartline.scheduling.availability.rules import Filters
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.booking import eligibility
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.waitlist.deadlines import last_answer
from heartline.scheduling.waitlist.models import WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.queries import locked, offers
from heartline.scheduling.waitlist.refusals import OfferGone
from heartline.scheduling.waitlist.telling import tell_offer

State = WaitlistOffer.State
ANSWERABLE = (State.OPEN, State.EXPIRED)  # somebody who is late may still find the time free


def accept(offer: WaitlistOffer) -> Appointment:
    """Take the time: it becomes a visit, or the visit they had moves there and its old time is freed. Once, however often.

    After the deadline the time is nobody's: whoever was late has it all the same while nobody else does, and the
    constraint on reservations sees to it that it is one of them. Raises OfferGone, NotAllowed, what booking raises.
    """
    eligibility.require_arranger(offer.patient)
    with transaction.atomic():
        entry, current = _both(offer)
        if current.state == State.ACCEPTED and current.visit is not None:
            return current.visit
        _require_answerable(entry, current)
        try:
            visit, gained = _take(entry, current)
        except TimeTaken as taken:
            raise OfferGone(_("Somebody else is being asked now, or has this time.")) from taken
        now = clock.now()
        withdraw_open(entry, but=current.pk)
        _become(current, State.ACCEPTED, visit=visit, gained=gained)
        WaitlistEntry.objects.filter(pk=entry.pk).update(status=WaitlistEntry.Status.SERVED, ended_at=now, unanswered=0)
        days = gained.days if gained is not None else None
        tell_offer("waitlist.accepted", current, late=current.deadline <= now, days_gained=days)
        return visit


def leave_it(offer: WaitlistOffer) -> None:
    """Not this time: it goes to the next, and the place on the list stays. Saying so twice is saying so once."""
    eligibility.require_arranger(offer.patient)
    with transaction.atomic():
        entry, current = _both(offer)
        if current.state == State.OPEN:
            WaitlistEntry.objects.filter(pk=entry.pk).update(unanswered=0)
            _close(current, State.PASSED, "waitlist.passed")


def expire(offer_id: UUID) -> bool:
    """The deadline has passed without an answer; True if that was news. Whoever is answering just now has the word."""
    with transaction.atomic():
        offer = offers().filter(pk=offer_id, state=State.OPEN, deadline__lte=clock.now()).first()
        if offer is None:
            return False
        try:
            entry, current = _both(offer, skip=True)
        except WaitlistEntry.DoesNotExist:
            return False
        if current.state != State.OPEN:
            return False
        WaitlistEntry.objects.filter(pk=entry.pk).update(unanswered=entry.unanswered + 1)
        _close(current, State.EXPIRED, "waitlist.unanswered")
        return True


def withdraw(offer: WaitlistOffer, **more: Any) -> None:
    """Take an open offer back, by staff. What has been answered stays. `more` is for the ledger."""
    with transaction.atomic():
        _entry, current = _both(offer)
        if current.state == State.OPEN:
            _close(current, State.WITHDRAWN, "waitlist.withdrawn", **more)


def withdraw_open(entry: WaitlistEntry, *, but: UUID | None = None) -> None:
    """Take back what the entry (locked) is offered, other than `but`."""
    for offer in offers().filter(entry=entry, state=State.OPEN):
        if offer.pk != but:
            _close(offer, State.WITHDRAWN, "waitlist.withdrawn")


def withdraw_lost() -> int:
    """Take back every open offer whose time cannot be had any more although it is kept: the clinician is away, the site
    closed. How many. A query an offer, and some for each that is taken back.
    """
    lost = [offer for offer in offers().filter(state=State.OPEN) if not _can_be_had(offer)]
    for offer in lost:
        withdraw(offer)
    return len(lost)


def _can_be_had(offer: WaitlistOffer) -> bool:
    how = Filters(None, offer.site_id, offer.mode, offer.token, False, offer.entry.appointment_id, offer.patient_id)
    return offered(offer.service, offer.clinician_id, offer.period.lower, how) is not None


def _both(offer: WaitlistOffer, *, skip: bool = False) -> tuple[WaitlistEntry, WaitlistOffer]:
    """The entry, locked, and the offer as it is then: offers change only under their entry's lock."""
    entry = locked(offer.entry_id, skip=skip)
    return entry, offers().get(pk=offer.pk)


def _require_answerable(entry: WaitlistEntry, offer: WaitlistOffer) -> None:
    too_late = clock.now() > last_answer(offer.period.lower, offer.service.lead_time, entry.notice)
    if entry.status != WaitlistEntry.Status.WAITING or offer.state not in ANSWERABLE or too_late:
        raise OfferGone


def _take(entry: WaitlistEntry, offer: WaitlistOffer) -> tuple[Appointment, timedelta | None]:
    """The visit, and how much sooner it is than the one given up. The offer's token opens its own reservation."""
    how: Any = {"mode": offer.mode, "holder": offer.token, "online": False, "site_id": offer.site_id}
    key, start = f"offer:{offer.pk}", offer.period.lower
    standing = entry.appointment
    if standing is None:
        return booking.book(entry.patient, entry.service, offer.clinician_id, start, key=key, **how), None
    before = standing.period.lower
    return booking.reschedule(standing, offer.clinician_id, start, key=key, **how), before - start


def _close(offer: WaitlistOffer, state: str, kind: str, **more: Any) -> None:
    """No visit came of it: the time is given back, and the ledger's event lets the next be asked."""
    booking.release(offer.token)
    _become(offer, state)
    tell_offer(kind, offer, **more)


def _become(offer: WaitlistOffer, state: str, **more: Any) -> None:
    WaitlistOffer.objects.filter(pk=offer.pk).update(state=state, answered_at=clock.now(), **more)

"""Offering freed time: to one person at a time, in the order of rules.py, with the reasons kept beside the offer.

One transaction an offer: what it locks (the entry, the clinician's day, the rooms) is held for that one only, so that
nobody who answers waits in a circle with it. Offers are made one after another, under one advisory lock.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from heartline.kernel import actor, clock
from heartline.scheduling.availability.queries import find, offered
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking import eligibility, reserving, rules
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.waitlist.deadlines import deadline
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.queries import candidates, had_already, locked
from heartline.scheduling.waitlist.refusals import CannotOffer, NotWaiting
from heartline.scheduling.waitlist.rules import UNANSWERED, Place, Slot, misfit, mode_for, place
from heartline.scheduling.waitlist.telling import tell_offer
from heartline.scheduling.waitlist.wishes import waiting_of

EXPIRE = "heartline.waitlist.expire"  # the job in tasks.py


@dataclass(frozen=True, slots=True)
class Chance:
    """Somebody, and the time of a stretch that suits them best."""

    entry: WaitlistEntry
    free: FreeTime
    slot: Slot
    place: Place


def offer_next(freed: FreedTime) -> WaitlistOffer | None:
    """Offer what is free of this stretch to whoever comes first and can have it; None when nobody is to be asked now.

    Call again until None: a long stretch holds several visits. Offers past their deadline stand in the way until they are
    expired (sweeping.expire_overdue), which is no part of this transaction: who books waits for the hold that expiring
    deletes, while an offer waits in the queue of who books. About eight queries, and ten for each who is tried.
    """
    with transaction.atomic():
        _one_at_a_time()
        everybody = candidates([freed.clinician_id])
        chances = _chances(everybody, freed)
        passed_over: Counter[str] = Counter()
        had = had_already(chance.entry.pk for chance in chances)
        for number, chance in enumerate(chances):
            why_not = _not_now(chance, had)
            if why_not is None:
                offer = _try(chance, number, len(chances), passed_over)
                if offer is not None:
                    return offer
                why_not = "elsewhere"
            passed_over[why_not] += 1
    return None


def offer_by_hand(entry: WaitlistEntry, clinician_id: UUID, starts_at: datetime) -> WaitlistOffer:
    """Offer this very time to this person, by staff: the order is left, and who did it is kept. Raises CannotOffer."""
    with transaction.atomic():
        _one_at_a_time()
        current = locked(entry.pk)
        if current.status != WaitlistEntry.Status.WAITING:
            raise NotWaiting
        if current.offers.filter(state=WaitlistOffer.State.OPEN).exists():
            raise CannotOffer(_("They are asked about another time just now."))
        free = offered(current.service, clinician_id, starts_at, Filters(online=False, patient_id=entry.patient_id))
        if free is None:
            raise CannotOffer(_("This time is not free for them."))
        slot = slot_of(free)
        chance = Chance(current, free, slot, place(waiting_of(current), slot, clock.now()))
        until = answer_until(chance.entry, chance.free)
        if until is None:
            raise CannotOffer(_("It is too late to ask about this time, or it is night where the visit would be."))
        try:
            return _offer(chance, until, {"by_hand": True}, by=actor.current().label)
        except reserving.Gone as gone:
            raise CannotOffer(_("This time is not free for them.")) from gone


def answer_until(entry: WaitlistEntry, free: FreeTime) -> datetime | None:
    """Until when they would have to answer if they were asked now; None when nobody is to be asked at this hour."""
    return deadline(
        clock.now(),
        free.starts_at,
        lead=entry.service.lead_time,
        notice=entry.notice,
        zone=free.time_zone,
        keeps_from=waiting_of(entry).keeps_from,
    )


def slot_of(free: FreeTime) -> Slot:
    return Slot(free.clinician_id, free.site_id, free.time_zone, free.starts_at, free.ends_at, free.mode_options)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('waitlist', 7202))")


def _chances(everybody: Sequence[WaitlistEntry], freed: FreedTime) -> list[Chance]:
    """For each whom some time of the stretch suits, their best; in the order in which they are asked."""
    now = clock.now()
    services = {entry.service_id: entry.service for entry in everybody}
    times: dict[UUID, list[tuple[FreeTime, Slot]]] = {}
    filters = Filters(clinicians=[freed.clinician_id], online=False)
    for service_id, service in services.items():
        begin = max(freed.period.lower - service.duration, now)
        found = find(service, begin, freed.period.upper, filters) if begin < freed.period.upper else []
        times[service_id] = [(free, slot_of(free)) for free in found if free.ends_at > freed.period.lower]
    best = (_best(entry, times[entry.service_id], freed, now) for entry in everybody)
    return sorted((chance for chance in best if chance), key=lambda chance: chance.place.order)


def _best(
    entry: WaitlistEntry, times: Sequence[tuple[FreeTime, Slot]], freed: FreedTime, now: datetime
) -> Chance | None:
    """The time that answers most wishes; of equals the one that leaves no gap at the stretch's beginning."""
    waiting = waiting_of(entry)
    suited = [(free, slot, place(waiting, slot, now)) for free, slot in times if misfit(waiting, slot, now) is None]
    if not suited:
        return None
    free, slot, best = min(
        suited, key=lambda one: (-one[2].days, abs(one[0].starts_at - freed.period.lower), one[0].starts_at)
    )
    return Chance(entry, free, slot, best)


def _not_now(chance: Chance, had: set[tuple[UUID, UUID, object]]) -> str | None:
    """Why somebody whom the time suits is not asked about it, in a word; None if they are."""
    entry, free = chance.entry, chance.free
    if getattr(entry, "open_offer", False):
        return "asked_already"
    if (entry.pk, free.clinician_id, free.starts_at) in had:
        return "had_it"
    if entry.unanswered >= UNANSWERED:
        return "paused"
    if answer_until(chance.entry, chance.free) is None:
        return "hour"
    who = rules.Who(entry.patient.birth_date, returning=True, deceased=entry.patient.deceased_on is not None)
    if rules.ineligible(eligibility.terms(entry.service), who, chance.slot.local.date(), online=False) is not None:
        return "ineligible"
    return None


def _try(chance: Chance, number: int, of: int, passed_over: Counter[str]) -> WaitlistOffer | None:
    """Ask them, unless they are answering something just now, or are elsewhere at that time."""
    try:
        with transaction.atomic():
            current = locked(chance.entry.pk, skip=True)
            if current.status != WaitlistEntry.Status.WAITING:
                return None
            until = answer_until(chance.entry, chance.free)
            why = {"place": number + 1, "of": of, "passed_over": dict(passed_over)}
            return _offer(chance, until, why) if until is not None else None
    except (WaitlistEntry.DoesNotExist, reserving.Gone):
        return None
    except IntegrityError as error:
        if "offer_one_" not in str(error):
            raise
        return None


def _offer(chance: Chance, until: datetime, why: dict[str, Any], by: str = "") -> WaitlistOffer:
    """Reserve the time until then, write the offer, and have it end by itself. Raises reserving.Gone."""
    entry, free, now = chance.entry, chance.free, clock.now()
    mode = mode_for(chance.place.waiting.wishes, free.mode_options)
    token = secrets.token_urlsafe(24)
    filters = Filters(None, free.site_id, mode, token, False, None, entry.patient_id)
    with transaction.atomic():
        time, _reservations = reserving.take(
            entry.service, free.clinician_id, free.starts_at, mode, filters,
            reserving.Purpose(held_until=until, holder=token),
        )  # fmt: skip
        reasons = [{"why": str(reason.why), "days": reason.days} for reason in chance.place.reasons]
        offer = WaitlistOffer.objects.create(
            entry=entry, patient=entry.patient, service=entry.service, clinician_id=free.clinician_id,
            room_id=time.room_id if mode == Mode.IN_PERSON else None,
            site_id=time.site_id, period=(time.starts_at, time.ends_at), mode=mode, token=token, sent_at=now,
            deadline=until, why=why | {"days": chance.place.days, "reasons": reasons}, by=by,
            confidential=entry.confidential,
        )  # fmt: skip
    whole = WaitlistOffer.objects.select_related("clinician", "site", "service").get(pk=offer.pk)
    tell_offer("waitlist.offered", whole)
    app.configure_task(EXPIRE, schedule_at=until).defer(offer_id=str(whole.pk))
    return whole

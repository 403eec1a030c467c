"""A freed time is offered to one person at a time, and what becomes of it."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest

from heartline.kernel import actor, clock
from heartline.kernel.models import Event
from heartline.scheduling.availability.actions import add_hours, be_away
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.models import Appointment, FreedTime, Reservation, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import actions, answering, offering, sweeping
from heartline.scheduling.waitlist.refusals import CannotOffer, CannotWait, NotWaiting, OfferGone
from heartline.scheduling.waitlist.rules import UNANSWERED, Urgency, Wishes
from tests import factories
from tests.scheduling.waitlist.scene import (
    MONDAY,
    a_clinic,
    a_patient,
    as_themselves,
    at_the_desk,
    cancel,
    next_offer,
    react,
    states,
)

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def test_a_cancelled_time_is_offered_to_who_waited_longest_and_kept_for_them() -> None:
    clinic = a_clinic(rooms=1)
    clinic.waits(days=2)
    first = clinic.waits(days=12)
    visit = clinic.booked(LATER)
    freed = cancel(visit)
    offer = next_offer(freed)
    assert offer is not None and offer.entry == first
    assert offer.period == visit.period and offer.deadline > MONDAY
    kept = Reservation.objects.filter(holder=offer.token)
    assert {each.held_until for each in kept} == {offer.deadline}
    assert {each.resource_id for each in kept} == {visit.clinician_id, clinic.rooms[0].pk}
    assert (offer.why["place"], offer.why["of"], offer.why["reasons"]) == (1, 2, [{"why": "waited", "days": 12}])
    with pytest.raises(booking.TimeTaken), actor.acting(actor.SYSTEM):
        booking.book(
            a_patient(), clinic.service, visit.clinician_id, visit.starts_at, mode="in_person", key="", online=False
        )


def test_while_one_is_asked_nobody_else_is_asked_about_that_time() -> None:
    clinic = a_clinic()
    for days in (1, 2, 3):
        clinic.waits(days=days)
    freed = cancel(clinic.booked(LATER))
    assert next_offer(freed) is not None
    assert next_offer(freed) is None


def test_who_takes_it_has_a_visit_and_waits_no_more() -> None:
    clinic = a_clinic(rooms=1)
    entry = clinic.waits(days=3)
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer
    with as_themselves(entry.patient):
        visit = answering.accept(offer)
        assert answering.accept(offer) == visit  # a double tap
    assert (visit.patient, visit.period) == (entry.patient, offer.period)
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.status, offer.state, offer.visit) == ("served", "accepted", visit)
    assert Reservation.objects.filter(appointment_id=visit.pk).count() == 2
    assert not Reservation.objects.filter(held_until__isnull=False).exists()


def test_who_leaves_it_keeps_their_place_and_the_next_is_asked_but_not_twice_about_the_same() -> None:
    clinic = a_clinic()
    first, second = clinic.waits(days=9), clinic.waits(days=4)
    freed = cancel(clinic.booked(LATER))
    offer = next_offer(freed)
    assert offer
    with as_themselves(first.patient):
        answering.leave_it(offer)
    following = next_offer(freed)
    assert following is not None and following.entry == second
    assert following.why["passed_over"] == {"had_it": 1}
    with as_themselves(second.patient):
        answering.leave_it(following)
    assert next_offer(freed) is None
    other = next_offer(cancel(clinic.booked(LATER + timedelta(hours=2))))
    assert other is not None and other.entry == first


def test_a_missed_deadline_gives_the_time_to_the_next_and_costs_no_place() -> None:
    clinic = a_clinic()
    first, second = clinic.waits(days=9), clinic.waits(days=4)
    freed = cancel(clinic.booked(LATER))
    offer = next_offer(freed)
    assert offer
    with clock.set(offer.deadline), actor.acting(actor.SYSTEM):
        assert answering.expire(offer.pk)
        assert not answering.expire(offer.pk)
        following = next_offer(freed)
        assert following is not None and following.entry == second
        first.refresh_from_db()
        assert (first.status, first.unanswered, first.joined_at) == ("waiting", 1, MONDAY - timedelta(days=9))


def test_the_next_is_asked_even_if_the_job_of_the_deadline_was_lost() -> None:
    clinic = a_clinic()
    clinic.waits(days=9)
    second = clinic.waits(days=4)
    freed = cancel(clinic.booked(LATER))
    offer = next_offer(freed)
    assert offer
    with clock.set(offer.deadline + timedelta(minutes=1)):
        sweeping.sweep()
    assert states() == ["expired", "open"]
    assert WaitlistOffer.objects.get(state="open").entry == second


def test_after_several_without_an_answer_they_are_asked_whether_they_still_wait() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=9)
    WaitlistEntry.objects.filter(pk=entry.pk).update(unanswered=UNANSWERED)
    freed = cancel(clinic.booked(LATER))
    assert next_offer(freed) is None
    with as_themselves(entry.patient):
        actions.resume(entry)
    offer = next_offer(freed)
    assert offer is not None and offer.why["days"] == 9


def test_who_is_late_has_the_time_all_the_same_while_it_is_nobodys() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=9)
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer
    with clock.set(offer.deadline + timedelta(minutes=10)):
        answering.expire(offer.pk)
        with as_themselves(entry.patient):
            visit = answering.accept(offer)
    assert visit.period == offer.period
    assert Event.objects.get(kind="waitlist.accepted").data["late"] is True


def test_who_is_late_does_not_take_it_from_the_next() -> None:
    clinic = a_clinic()
    entry, second = clinic.waits(days=9), clinic.waits(days=4)
    freed = cancel(clinic.booked(LATER))
    offer = next_offer(freed)
    assert offer
    with clock.set(offer.deadline + timedelta(minutes=10)):
        answering.expire(offer.pk)
        following = next_offer(freed)
        assert following
        with pytest.raises(OfferGone), as_themselves(entry.patient):
            answering.accept(offer)
        with as_themselves(second.patient):
            answering.accept(following)
    entry.refresh_from_db()
    assert entry.status == "waiting"
    assert Appointment.objects.filter(status="booked").count() == 1


def test_an_earlier_visit_is_moved_in_one_step_and_its_old_time_goes_to_the_next() -> None:
    clinic = a_clinic()
    later = clinic.booked(timedelta(days=8))
    entry = clinic.waits(days=2, appointment=later)
    somebody = clinic.waits(days=1, first=later.starts_at.date())
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer is not None and offer.entry == entry
    with as_themselves(entry.patient):
        moved = answering.accept(offer)
    assert moved.pk == later.pk and moved.period == offer.period
    offer.refresh_from_db()
    assert offer.gained == later.starts_at - moved.starts_at
    cascade = react("appointment.rescheduled")
    assert cascade.period == later.period
    following = next_offer(cascade)
    assert following is not None and following.entry == somebody


def test_a_visit_is_not_moved_for_less_than_a_day() -> None:
    clinic = a_clinic()
    later = clinic.booked(LATER + timedelta(hours=3))
    clinic.waits(days=2, appointment=later)
    assert next_offer(cancel(clinic.booked(LATER))) is None


def test_wishes_are_kept() -> None:
    clinic = a_clinic(clinicians=2)
    clinic.waits(days=30, weekdays=frozenset({5}))
    clinic.waits(days=30, starts=time(13))
    clinic.waits(days=30, clinicians=frozenset({clinic.clinicians[1].pk}))
    clinic.waits(days=30, modes=frozenset({"phone"}))
    clinic.waits(days=30, notice=timedelta(days=7))
    wants = clinic.waits(
        days=1, weekdays=frozenset({4}), ends=time(12), clinicians=frozenset({clinic.clinicians[0].pk})
    )
    offer = next_offer(cancel(clinic.booked(LATER, clinician=clinic.clinicians[0])))
    assert offer is not None and offer.entry == wants
    assert [reason["why"] for reason in offer.why["reasons"]] == ["waited", "clinician", "days", "hours"]


def test_who_is_elsewhere_then_is_passed_over_and_told_to_staff() -> None:
    clinic = a_clinic(clinicians=2)
    visit = clinic.booked(LATER, clinician=clinic.clinicians[0])
    busy = clinic.booked(LATER, clinician=clinic.clinicians[1]).patient
    other = factories.a_service(*clinic.clinicians)
    with actor.acting(actor.SYSTEM):
        actions.join(busy, other, Wishes())
    second = clinic.waits(days=0)
    WaitlistEntry.objects.filter(patient=busy).update(joined_at=MONDAY - timedelta(days=20))
    offer = next_offer(cancel(visit))
    assert offer is not None and offer.entry == second
    assert offer.why["passed_over"] == {"elsewhere": 1}


def test_nobody_is_asked_at_night_but_in_the_morning() -> None:
    clinic = a_clinic()
    clinic.waits(days=9)
    visit = clinic.booked(LATER)
    with clock.set(MONDAY + timedelta(hours=14)):  # midnight in New York
        freed = cancel(visit)
        assert next_offer(freed) is None
    with clock.set(MONDAY + timedelta(hours=22, minutes=5)):
        sweeping.sweep()
    assert states() == ["open"]


def test_urgency_goes_before_waiting_and_only_staff_set_it() -> None:
    clinic = a_clinic()
    clinic.waits(days=20)
    urgent = clinic.waits(days=0)
    with at_the_desk():
        actions.set_urgency(urgent, Urgency.URGENT)
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer is not None and offer.entry == urgent
    patient = a_patient()
    with as_themselves(patient):
        assert actions.join(patient, clinic.service, Wishes(), urgency=Urgency.URGENT).urgency == Urgency.ROUTINE


def test_extra_hours_are_offered_visit_by_visit() -> None:
    clinic = a_clinic()
    for days in range(4):
        clinic.waits(days=days)
    day = (MONDAY + LATER).date()
    with actor.acting(actor.SYSTEM):
        add_hours(clinic.clinicians[0], clinic.site, day, time(18), time(19))
    freed = react("hours.added")
    offers = [next_offer(freed) for _ in range(4)]
    assert [offer and offer.period.lower.astimezone(clinic.site.zone).strftime("%H:%M") for offer in offers] == [
        "18:00", "18:20", "18:40", None,
    ]  # fmt: skip


def test_an_offer_is_taken_back_when_its_clinician_is_away_then_and_no_other_is() -> None:
    clinic = a_clinic(clinicians=2)
    ill, well = clinic.clinicians
    clinic.waits(days=2)
    entry = clinic.waits(days=1)
    kept = next_offer(cancel(clinic.booked(LATER, clinician=well)))
    lost = next_offer(cancel(clinic.booked(LATER, clinician=ill)))
    assert kept and lost and lost.entry == entry
    with actor.acting(actor.SYSTEM):
        be_away(ill, (MONDAY + LATER).date())
    react("hours.away")
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.state, lost.state) == ("open", "withdrawn")
    assert not Reservation.objects.filter(holder=lost.token).exists()
    entry.refresh_from_db()
    assert entry.status == WaitlistEntry.Status.WAITING


def test_an_earlier_time_than_their_visit_stays_theirs_while_others_are_away() -> None:
    clinic = a_clinic(clinicians=2)
    standing = clinic.booked(timedelta(days=9), a_patient(), clinic.clinicians[0])
    clinic.waits(appointment=standing)
    offer = next_offer(cancel(clinic.booked(LATER, clinician=clinic.clinicians[0])))
    assert offer is not None
    with actor.acting(actor.SYSTEM):
        be_away(clinic.clinicians[1], (MONDAY + LATER).date())
    react("hours.away")
    assert states() == ["open"]


def test_unblocked_time_is_offered() -> None:
    clinic = a_clinic()
    clinic.waits(days=1)
    start = MONDAY + LATER
    with actor.acting(actor.SYSTEM):
        block = booking.block(clinic.clinicians[0], start, start + timedelta(hours=1), "Meeting")
        booking.unblock(block)
    assert next_offer(react("time.unblocked")) is not None


def test_a_reaction_that_is_repeated_frees_nothing_twice() -> None:
    clinic = a_clinic()
    cancel(clinic.booked(LATER))
    react("appointment.cancelled")
    assert FreedTime.objects.count() == 1


def test_freed_time_is_looked_at_until_it_is_taken() -> None:
    clinic = a_clinic()
    visit = clinic.booked(LATER)
    freed = cancel(visit)
    sweeping.sweep()
    freed.refresh_from_db()
    assert freed.settled_at is None
    clinic.booked(LATER)
    sweeping.sweep()
    freed.refresh_from_db()
    assert freed.settled_at == MONDAY


def test_who_books_meanwhile_waits_for_an_earlier_time_than_that() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=5)
    visit = clinic.booked(timedelta(days=9), patient=entry.patient)
    react("appointment.booked")
    entry.refresh_from_db()
    assert (entry.appointment, entry.status) == (visit, "waiting")
    cancel(visit)
    entry.refresh_from_db()
    assert entry.status == "ended"


def test_leaving_gives_an_open_offer_back() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=5)
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer
    with as_themselves(entry.patient):
        actions.leave(entry)
        actions.leave(entry)
        with pytest.raises(OfferGone):
            answering.accept(offer)
    assert states() == ["withdrawn"]
    assert free_times(clinic.service, start=offer.starts_at, end=offer.ends_at, online=False)
    with pytest.raises(NotWaiting):
        actions.change(entry, Wishes())


def test_joining_twice_is_joining_once_and_keeps_the_place() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=5)
    again = clinic.waits(patient=entry.patient, weekdays=frozenset({1}))
    assert again.pk == entry.pk and again.joined_at == entry.joined_at and again.weekdays == [1]


def test_who_cannot_have_the_visit_cannot_wait_for_it() -> None:
    clinic = a_clinic(max_age=10)
    patient = a_patient()
    with pytest.raises(CannotWait), as_themselves(patient):
        actions.join(patient, clinic.service, Wishes())


def test_staff_offer_a_time_by_hand_and_take_it_back() -> None:
    clinic = a_clinic()
    clinic.waits(days=50)
    chosen = clinic.waits(days=0)
    free = free_times(clinic.service, start=MONDAY + LATER, end=MONDAY + LATER * 2, online=False)[0]
    with at_the_desk():
        offer = offering.offer_by_hand(chosen, free.clinician_id, free.starts_at)
        assert (offer.by, offer.why["by_hand"]) == ("Front desk", True)
        with pytest.raises(CannotOffer):
            offering.offer_by_hand(chosen, free.clinician_id, free.starts_at + timedelta(minutes=20))
        answering.withdraw(offer)
        with pytest.raises(CannotOffer):
            offering.offer_by_hand(chosen, free.clinician_id, MONDAY - timedelta(days=1))
    assert states() == ["withdrawn"]
    assert not Reservation.objects.exists()

"""Several workers, people who answer, and others who book, all in the same moment. Commits and roles are real."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from heartline.kernel import actor, clock
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.models import Appointment, FreedTime, Reservation, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import actions, answering, sweeping
from heartline.scheduling.waitlist.offering import offer_next
from heartline.scheduling.waitlist.refusals import OfferGone
from tests.scheduling.crowd import all_at_once
from tests.scheduling.waitlist.scene import Clinic, a_clinic, a_patient, as_themselves, cancel

# Around noon in New York of a day to come, so that it is day whenever the suite runs.
NOON = datetime(2030, 3, 5, 17, tzinfo=UTC)
LATER = timedelta(days=3)


def at(moment: datetime, call: Callable[[], Any]) -> Any:
    """`call` with the clock of its own thread set."""
    with clock.set(moment):
        return call()


def worker(freed: FreedTime) -> list[WaitlistOffer]:
    """A job, as tasks.py runs it: a transaction an offer."""
    made = []
    with actor.acting(actor.SYSTEM):
        sweeping.expire_overdue(freed.clinician_id)
    while True:
        with actor.acting(actor.SYSTEM), as_staff():
            offer = offer_next(freed)
        if offer is None:
            return made
        made.append(offer)


def accepts(offer: WaitlistOffer) -> Appointment:
    with as_themselves(offer.patient):
        return answering.accept(offer)


def leaves(offer: WaitlistOffer) -> None:
    with as_themselves(offer.patient):
        answering.leave_it(offer)


def expires(offer: WaitlistOffer) -> bool:
    with actor.acting(actor.SYSTEM), as_staff():
        return answering.expire(offer.pk)


def books(clinic: Clinic, offer: WaitlistOffer, who: Any) -> Appointment:
    with as_themselves(who):
        return booking.book(who, clinic.service, offer.clinician_id, offer.starts_at, mode="in_person", key="")


def one_truth(now: datetime = NOON) -> None:
    """What must hold whatever happened: a time has one holder or one visit, and an entry one open offer."""
    visits = Appointment.objects.filter(status="booked")
    for visit in visits:
        assert Reservation.objects.filter(appointment_id=visit.pk, period=visit.period).exists()
    spans = [(visit.clinician_id, visit.period.lower) for visit in visits]
    spans += [(o.clinician_id, o.period.lower) for o in WaitlistOffer.objects.filter(state="open", deadline__gt=now)]
    assert len(spans) == len(set(spans)), spans
    for offer in WaitlistOffer.objects.filter(state="accepted"):
        assert offer.visit is not None and offer.visit.patient_id == offer.patient_id


def test_two_workers_at_one_freed_time_make_one_offer(fresh_db: str) -> None:
    with clock.set(NOON):
        clinic = a_clinic(rooms=1)
        for days in range(6):
            clinic.waits(days=days)
        freed = cancel(clinic.booked(LATER))
    results = all_at_once([partial(at, NOON, partial(worker, freed)) for _ in range(6)])
    assert not [each for each in results if isinstance(each, Exception)], results
    assert sum(len(made) for made in results) == 1  # type: ignore[arg-type]
    assert WaitlistOffer.objects.count() == 1 and Reservation.objects.count() == 2


def test_workers_at_many_times_ask_each_person_about_one(fresh_db: str) -> None:
    with clock.set(NOON):
        clinic = a_clinic(clinicians=3)
        for days in range(5):
            clinic.waits(days=days)
        visits = [clinic.booked(LATER, clinician=clinician) for clinician in clinic.clinicians for _ in range(3)]
        freed = [cancel(visit) for visit in visits]
    results = all_at_once([partial(at, NOON, partial(worker, each)) for each in freed])
    assert not [each for each in results if isinstance(each, Exception)], results
    assert WaitlistOffer.objects.filter(state="open").count() == 5
    assert WaitlistOffer.objects.values("entry").distinct().count() == 5
    one_truth()


def test_accepting_expiring_and_booking_in_the_same_moment_give_the_time_to_one(fresh_db: str) -> None:
    for turn in range(6):
        with clock.set(NOON):
            clinic = a_clinic()
            clinic.waits(days=5)
            clinic.waits(days=2)
            freed = cancel(clinic.booked(LATER))
            [offer] = worker(freed)
            stranger = a_patient()
        late = offer.deadline + timedelta(seconds=1)
        calls: list[Callable[[], Any]] = [
            partial(accepts, offer),
            partial(expires, offer),
            partial(books, clinic, offer, stranger),
            partial(worker, freed),
        ]
        results = all_at_once([partial(at, late, call) for call in calls[turn % 4 :] + calls[: turn % 4]])
        wrong = [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)]
        assert not wrong, wrong
        visits = Appointment.objects.filter(service=clinic.service, status="booked")
        opened = WaitlistOffer.objects.filter(service=clinic.service, state="open", deadline__gt=late)
        assert visits.count() + opened.count() == 1, results
        one_truth(late)


def test_a_double_tap_and_a_change_of_mind_in_the_same_moment(fresh_db: str) -> None:
    with clock.set(NOON):
        clinic = a_clinic()
        entry = clinic.waits(days=5)
        [offer] = worker(cancel(clinic.booked(LATER)))
    calls = [partial(accepts, offer)] * 4 + [partial(leaves, offer)] * 2
    results = all_at_once([partial(at, NOON, call) for call in calls])
    offer.refresh_from_db()
    entry.refresh_from_db()
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, OfferGone)], results
    taken = Appointment.objects.filter(patient=entry.patient, status="booked").count()
    assert (offer.state, entry.status, taken) in (("accepted", "served", 1), ("passed", "waiting", 0))
    one_truth()


def test_moving_an_earlier_visit_while_it_is_cancelled_leaves_no_time_taken_for_nobody(fresh_db: str) -> None:
    for _ in range(4):
        with clock.set(NOON):
            clinic = a_clinic()
            visit = clinic.booked(timedelta(days=9))
            clinic.waits(days=5, appointment=visit)
            [offer] = worker(cancel(clinic.booked(LATER)))

        def cancels(visit: Appointment = visit) -> Appointment:
            with as_themselves(visit.patient):
                return booking.cancel(visit, "cannot_come")

        results = all_at_once([partial(at, NOON, partial(accepts, offer)), partial(at, NOON, cancels)])
        assert not [e for e in results if isinstance(e, Exception) and not isinstance(e, Refused)], results
        visit.refresh_from_db()
        held = Reservation.objects.filter(appointment_id=visit.pk).count()
        assert held == (1 if visit.status == "booked" else 0)
        one_truth()


def test_joining_twice_in_the_same_moment_is_one_entry(fresh_db: str) -> None:
    with clock.set(NOON):
        clinic, patient = a_clinic(), a_patient()

    def joins() -> WaitlistEntry:
        with as_themselves(patient):
            return actions.join(patient, clinic.service, actions.Wishes())

    results = all_at_once([partial(at, NOON, joins)] * 5)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert WaitlistEntry.objects.count() == 1

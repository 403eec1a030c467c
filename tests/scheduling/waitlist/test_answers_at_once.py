"""A time offered to one person, to which several answer in the same moment. Commits and roles are real."""

from functools import partial
from typing import Any

from django.db import DatabaseError

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.scheduling.models import Appointment, Reservation, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import answering
from heartline.scheduling.waitlist.queries import offers
from tests.factories import a_proxy, an_account
from tests.scheduling.crowd import all_at_once
from tests.scheduling.waitlist.scene import a_clinic, at_the_desk, cancel
from tests.scheduling.waitlist.test_crowds import LATER, NOON, accepts, at, one_truth, worker


def by_a_parent(offer: WaitlistOffer, account: Any) -> Appointment:
    with as_patient(account.pk), actor.acting(Actor(Kind.PROXY, "A parent", account.pk, door="portal")):
        return answering.accept(offers().get(pk=offer.pk))


def by_the_desk(offer: WaitlistOffer) -> Appointment:
    with at_the_desk():
        return answering.accept(offer)


def test_the_patient_both_parents_and_the_desk_accept_and_it_is_one_visit(fresh_db: str) -> None:
    for turn in range(4):
        with clock.set(NOON):
            clinic = a_clinic(rooms=1)
            entry = clinic.waits(days=5)
            parents = [an_account(), an_account()]
            for parent in parents:
                a_proxy(entry.patient, parent)
            [offer] = worker(cancel(clinic.booked(LATER)))
        calls: list[Any] = [partial(by_a_parent, offer, parent) for parent in parents]
        calls += [partial(accepts, offer), partial(by_the_desk, offer)]
        results = all_at_once([partial(at, NOON, call) for call in calls[turn:] + calls[:turn]])
        assert all(isinstance(result, Appointment) for result in results), results
        assert len({result.pk for result in results}) == 1  # type: ignore[union-attr]
        visit = Appointment.objects.get(patient=entry.patient)
        assert Reservation.objects.filter(appointment_id=visit.pk).count() == 2  # the clinician and the room
        assert Event.objects.filter(kind="waitlist.accepted", patient_id=entry.patient_id).count() == 1
        assert WaitlistEntry.objects.get(pk=entry.pk).status == "served"
        one_truth()


def test_two_who_were_both_late_get_the_same_time_once(fresh_db: str) -> None:
    """The first did not answer, the second was asked and did not answer either: then both say yes."""
    for _turn in range(4):
        with clock.set(NOON):
            clinic = a_clinic()
            first, second = clinic.waits(days=5), clinic.waits(days=2)
            freed = cancel(clinic.booked(LATER))
            [earlier] = worker(freed)
        with clock.set(earlier.deadline):
            answering.expire(earlier.pk)
            [later] = worker(freed)
        assert (earlier.entry_id, later.entry_id, later.period) == (first.pk, second.pk, earlier.period)
        late = later.deadline
        with clock.set(late):
            answering.expire(later.pk)
        results = all_at_once([partial(at, late, partial(accepts, offer)) for offer in (earlier, later) * 2])
        assert not [r for r in results if isinstance(r, DatabaseError)], results
        assert all(isinstance(result, Appointment | Refused) for result in results), results
        assert Appointment.objects.filter(patient__in=[first.patient, second.patient], status="booked").count() == 1
        one_truth(late)

"""Who moves a visit in the calendar and takes it back at once has its old time again, though it was offered meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from heartline.kernel import clock, outbox
from heartline.kernel.models import Event
from heartline.people.models import ContactPoint, Role
from heartline.scheduling.models import Appointment, WaitlistEntry, WaitlistOffer
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.waitlist import answering, reactions
from tests import factories
from tests.people.signin.conftest import own_outbox  # noqa: F401 - letters are read here
from tests.scheduling.waitlist.scene import MONDAY, Clinic, a_clinic, as_themselves, next_offer, react, states
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=3)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def clinic() -> Clinic:
    return a_clinic()


def a_desk() -> Client:
    return signed_in(factories.a_staff_member(Role.FRONT_DESK, account=factories.an_account()).account)  # type: ignore[arg-type]


def move(desk: Client, visit: Appointment) -> dict[str, Any]:
    """Dragged three hours on; what the bar would send to undo it."""
    key = desk.get(f"/desk/visits/{visit.pk}/targets").json()["key"]
    to = str(Choice(visit.clinician_id, visit.period.lower + HOURS))  # type: ignore[arg-type]
    answer = desk.post(f"/desk/visits/{visit.pk}/moved", {"time": to, "key": key}).json()
    return answer["undo"] | {"key": answer["key"]}


def undo(desk: Client, visit: Appointment, sent: dict[str, Any]) -> Any:
    return desk.post(f"/desk/visits/{visit.pk}/moved", sent)


def offered(clinic: Clinic, visit: Appointment) -> WaitlistOffer:
    """To whoever waits, and told: the old time of the visit."""
    offer = next_offer(react("appointment.rescheduled"))
    assert offer is not None and offer.period.lower == visit.period.lower
    reactions.tell_them(Event.objects.filter(kind="waitlist.offered").latest("id"))
    return offer


def letters() -> list[str]:
    return [message.subject for message in outbox.kept(20)]


def an_email(entry: WaitlistEntry) -> None:
    ContactPoint.objects.create(patient=entry.patient, system="email", value="waits@example.org")


def test_the_offer_is_withdrawn_its_holder_told_and_their_place_kept(clinic: Clinic) -> None:
    visit, entry, desk = clinic.booked(timedelta(days=2)), clinic.waits(), a_desk()
    an_email(entry)
    sent = move(desk, visit)
    offered(clinic, visit)
    assert undo(desk, visit, sent).status_code == 200
    now = Appointment.objects.get(pk=visit.pk)
    assert now.period == visit.period and states(entry.pk) == ["withdrawn"]
    event = Event.objects.get(kind="waitlist.withdrawn")
    for _ in range(2):
        reactions.tell_them_it_is_gone(event)
    assert [subject.startswith("No longer free") for subject in letters()] == [True, False]
    assert "keep your place" in outbox.kept(1)[0].body
    entry.refresh_from_db()
    assert (entry.status, entry.unanswered) == ("waiting", 0)


def test_who_was_not_told_yet_is_told_nothing(clinic: Clinic) -> None:
    visit, entry, desk = clinic.booked(timedelta(days=2)), clinic.waits(), a_desk()
    an_email(entry)
    sent = move(desk, visit)
    assert next_offer(react("appointment.rescheduled"))
    assert undo(desk, visit, sent).status_code == 200
    reactions.tell_them_it_is_gone(Event.objects.get(kind="waitlist.withdrawn"))
    reactions.tell_them(Event.objects.get(kind="waitlist.offered"))
    assert letters() == []


def test_what_has_been_taken_stays_taken(clinic: Clinic) -> None:
    visit, entry, desk = clinic.booked(timedelta(days=2)), clinic.waits(), a_desk()
    sent = move(desk, visit)
    offer = offered(clinic, visit)
    with as_themselves(entry.patient):
        answering.accept(offer)
    assert undo(desk, visit, sent).status_code == 409
    assert states(entry.pk) == ["accepted"]


@pytest.mark.parametrize("who", ["a colleague", "the same, later", "to another time"])
def test_nothing_else_wins_over_an_offer(clinic: Clinic, who: str) -> None:
    visit, entry, desk = clinic.booked(timedelta(days=2)), clinic.waits(), a_desk()
    sent = move(desk, visit)
    offered(clinic, visit)
    if who == "to another time":
        before = Appointment.objects.get(pk=visit.pk)
        again = move(desk, before)  # from there to elsewhere: the offered time is not what this takes back
        sent = {"time": sent["time"], "key": again["key"]}
    with clock.set(MONDAY + (timedelta(minutes=3) if who == "the same, later" else timedelta(0))):
        assert undo(a_desk() if who == "a colleague" else desk, visit, sent).status_code == 409
    assert states(entry.pk) == ["open"]

"""Two at the desk with the same visit in hand in the same moment: one moves it, the other is told. Commits are real."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from heartline.kernel.models import Event
from heartline.people.models import Role
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.booking.refusals import ChangedMeanwhile
from heartline.scheduling.booking.stretching import stretch
from heartline.scheduling.models import Appointment, Reservation
from heartline.scheduling.picking.rules import Choice
from tests import factories
from tests.scheduling.crowd import all_at_once
from tests.signing_in import signed_in

AT_ONCE = 4


@pytest.fixture
def visit(fresh_db: str) -> Appointment:
    """Of a patient, tomorrow or the day after, with a clinician whose day is free but for it."""
    site, clinician = factories.a_site(), factories.a_clinician()
    factories.a_pattern(clinician, site, starts=time(8), ends=time(18))
    service = factories.a_service(clinician, room_kind="")
    start = datetime.now(UTC) + timedelta(days=1)
    first = free_times(service, start=start, end=start + timedelta(days=2))[0]
    return book(
        factories.a_patient(), service, clinician.pk, first.starts_at, mode="in_person", key="first", online=False
    )


def colleagues() -> list[Client]:
    return [
        signed_in(factories.a_staff_member(Role.FRONT_DESK, account=factories.an_account()).account)  # type: ignore[arg-type]
        for _ in range(AT_ONCE)
    ]


def other_times(visit: Appointment) -> list[str]:
    begin = visit.period.upper
    found = free_times(visit.service, start=begin, end=begin + timedelta(days=2), online=False)
    return [str(Choice(visit.clinician_id, each.starts_at)) for each in found[:AT_ONCE]]


def one_moved_it(visit: Appointment, answers: list[Any], well: int) -> None:
    assert sorted(answer.status_code for answer in answers) == sorted([well] + [409] * (AT_ONCE - 1)), answers
    told = [answer.content.decode() for answer in answers if answer.status_code == 409]
    assert all("Somebody else has changed this visit meanwhile" in words for words in told), told
    now = Appointment.objects.get(pk=visit.pk)
    assert now.sequence == visit.sequence + 1 and now.period != visit.period
    assert Event.objects.filter(kind="appointment.rescheduled").count() == 1
    assert Reservation.objects.get(appointment_id=visit.pk).period == now.period


def test_in_the_calendar(visit: Appointment) -> None:
    clients = colleagues()
    keys = [client.get(f"/desk/visits/{visit.pk}/targets").json()["key"] for client in clients]
    answers = all_at_once([
        partial(client.post, f"/desk/visits/{visit.pk}/moved", {"time": at, "key": key})
        for client, at, key in zip(clients, other_times(visit), keys, strict=True)
    ])  # fmt: skip
    one_moved_it(visit, answers, 200)


def test_on_the_page_that_reads_it_back(visit: Appointment) -> None:
    clients, times = colleagues(), other_times(visit)
    address = f"/desk/visits/{visit.pk}/move/confirm"
    forms = [client.get(address, {"time": at}).content.decode() for client, at in zip(clients, times, strict=True)]
    keys = [re.search(r'name="key" value="([^"]+)"', form) for form in forms]
    answers = all_at_once([
        partial(client.post, address, {"time": at, "key": key.group(1) if key else "", "mode": "in_person"})
        for client, at, key in zip(clients, times, keys, strict=True)
    ])  # fmt: skip
    one_moved_it(visit, answers, 302)


def test_the_same_drop_sent_twice_moves_once_and_both_are_told_so(visit: Appointment) -> None:
    [client, *_others] = colleagues()
    key = client.get(f"/desk/visits/{visit.pk}/targets").json()["key"]
    sent = {"time": other_times(visit)[0], "key": key}
    answers: list[Any] = all_at_once([partial(client.post, f"/desk/visits/{visit.pk}/moved", sent)] * AT_ONCE)
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert Appointment.objects.get(pk=visit.pk).sequence == visit.sequence + 1


def test_what_was_moved_is_moved_back_only_while_nobody_else_has_moved_it(visit: Appointment) -> None:
    nora, omar, *_others = colleagues()
    first, second, *_more = other_times(visit)
    address = f"/desk/visits/{visit.pk}"
    keys = [client.get(f"{address}/targets").json()["key"] for client in (nora, omar)]
    moved = nora.post(f"{address}/moved", {"time": first, "key": keys[0]}).json()
    assert omar.post(f"{address}/moved", {"time": second, "key": keys[1]}).status_code == 409
    again = omar.get(f"{address}/targets").json()["key"]  # having seen where it is now
    assert omar.post(f"{address}/moved", {"time": second, "key": again}).status_code == 200
    assert nora.post(f"{address}/moved", moved["undo"] | {"key": moved["key"]}).status_code == 409


def test_its_length_while_it_is_moved(visit: Appointment) -> None:
    one, other, *_others = colleagues()
    keys = [client.get(f"/desk/visits/{visit.pk}/targets").json()["key"] for client in (one, other)]
    longer = (visit.period.upper + timedelta(minutes=10)).astimezone(UTC).strftime("%Y%m%dT%H%MZ")
    answers: list[Any] = all_at_once([
        partial(one.post, f"/desk/visits/{visit.pk}/moved", {"time": other_times(visit)[2], "key": keys[0]}),
        partial(other.post, f"/desk/visits/{visit.pk}/resized", {"end": longer, "key": keys[1]}),
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.content for answer in answers]
    assert Appointment.objects.get(pk=visit.pk).sequence == visit.sequence + 1


def test_a_patient_with_an_old_page_is_shown_where_the_clinic_has_moved_it(visit: Appointment) -> None:
    patient = visit.patient
    patient.account = factories.an_account()
    patient.save(update_fields=["account"])
    own, [nora, *_others], times = signed_in(patient.account), colleagues(), other_times(visit)
    address = f"/visits/{visit.pk}/reschedule/confirm"
    found = re.search(r'name="key" value="([^"]+)"', own.get(address, {"time": times[0]}).content.decode())
    key = nora.get(f"/desk/visits/{visit.pk}/targets").json()["key"]
    assert nora.post(f"/desk/visits/{visit.pk}/moved", {"time": times[1], "key": key}).status_code == 200
    sent = {"time": times[0], "key": found.group(1) if found else "", "mode": "in_person"}
    answer = own.post(address, sent)
    assert answer.status_code == 409 and "Somebody else has changed this visit meanwhile" in answer.content.decode()
    assert str(Choice(visit.clinician_id, Appointment.objects.get(pk=visit.pk).period.lower)) == times[1]


def test_whoever_says_nothing_of_what_they_saw_is_not_asked(visit: Appointment) -> None:
    end = visit.period.upper + timedelta(minutes=10)
    assert stretch(visit, end, key="").period.upper == end
    with pytest.raises(ChangedMeanwhile):
        stretch(visit, end + timedelta(minutes=10), key="", seen=visit.sequence)

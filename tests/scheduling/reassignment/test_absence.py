"""A clinician falls ill: their time is blocked, everyone gets a proposal, all move in one step, and each is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.timeline.queries import timeline
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import reschedule
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.calendars.reactions import confirm_by_email
from heartline.scheduling.models import Appointment, Offering, Reassignment, Reservation
from heartline.scheduling.reassignment import actions, queries
from heartline.scheduling.reassignment.moving import SomeTaken
from heartline.scheduling.reassignment.wording import sentence
from tests import factories
from tests.scheduling.reassignment.scene import MONDAY, TODAY, Clinic, line, reachable, state, told
from tests.signing_in import last_message

pytestmark = pytest.mark.django_db
ADDRESS = "https://clinic.example/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def test_the_time_is_blocked_at_once_and_whoever_is_concerned_is_listed() -> None:
    clinic = Clinic()
    mine, tomorrows = clinic.booked(clinic.at(9)), clinic.booked(clinic.at(9, days=1))
    elsewhere = clinic.booked(clinic.at(9), clinic.others[0])
    plan = clinic.away()
    free = free_times(clinic.service, start=MONDAY, end=MONDAY + timedelta(days=1), clinicians=[clinic.ill.pk])
    assert free == []
    concerned = {item.appointment_id for item in queries.whole_items(plan)}
    assert concerned == {mine.pk}
    assert {tomorrows.pk, elsewhere.pk}.isdisjoint(concerned)


def test_the_same_form_sent_twice_begins_one_plan() -> None:
    clinic = Clinic()
    clinic.booked(clinic.at(9))
    assert clinic.away(key="twice").pk == clinic.away(key="twice").pk
    assert Reassignment.objects.count() == 1
    assert Event.objects.filter(kind="hours.away").count() == 1


def test_another_clinician_at_the_same_time_is_proposed_first() -> None:
    clinic = Clinic()
    visit = clinic.booked(clinic.at(9))
    clinic.away()
    item = line(visit)
    assert item.starts_at == visit.starts_at
    assert item.clinician in clinic.others
    assert "same site, same time" in sentence(item.why)


def test_who_speaks_their_language_goes_before_the_same_hour() -> None:
    clinic = Clinic(others=1)
    clinic.ill.staff_member.languages = ["en", "vi"]  # type: ignore[union-attr]
    clinic.ill.staff_member.save()  # type: ignore[union-attr]
    speaks = clinic.clinician(languages=["vi"])
    Offering.objects.create(service=clinic.service, resource=speaks)
    visit = clinic.booked(clinic.at(9), language="vi")
    clinic.booked(clinic.at(9), speaks)
    clinic.away()
    item = line(visit)
    assert item.clinician == speaks
    assert item.starts_at != visit.starts_at
    assert "speaks Vietnamese" in sentence(item.why)


def test_a_visit_that_can_wait_waits_for_the_clinician_who_knows_them() -> None:
    clinic = Clinic(others=1, category="behavioural")
    visit = clinic.booked(clinic.at(9))
    done = factories.a_patient()
    Appointment.objects.filter(pk=visit.pk).update(booked_at=MONDAY - timedelta(days=20))
    Appointment.objects.filter(pk=clinic.booked(clinic.at(8, days=5), patient=visit.patient).pk).update(
        status="fulfilled", period=(MONDAY - timedelta(days=30), MONDAY - timedelta(days=30, minutes=-20))
    )
    clinic.away()
    item = line(visit)
    assert done.pk != item.patient_id
    assert item.clinician == clinic.ill
    assert item.starts_at is not None
    assert item.starts_at > clinic.at(12)
    assert "the clinician they know, once back" in sentence(item.why)


def test_nobody_is_put_where_they_have_another_visit() -> None:
    clinic = Clinic(others=1)
    visit = clinic.booked(clinic.at(9))
    other = factories.a_service(clinic.clinician())
    Appointment.objects.create(
        patient=visit.patient, service=other, site=clinic.site, mode="video", booked_at=MONDAY, changed_at=MONDAY,
        period=(clinic.at(9, 20), clinic.at(9, 40)),
    )  # fmt: skip
    clinic.booked(clinic.at(9), clinic.others[0])
    clinic.away()
    start = line(visit).starts_at
    assert start is not None
    assert not clinic.at(9) < start < clinic.at(9, 40)


def test_whom_nobody_can_see_is_to_be_called_with_the_reason() -> None:
    clinic = Clinic(others=0)
    visit = clinic.booked(clinic.at(9))
    plan = clinic.away(days=20)
    assert state(visit) == "call"
    assert line(visit).why_call == "nobody"
    assert actions.move_all(plan, key="k", address=ADDRESS) == 0


def test_a_daily_cap_holds_for_all_together() -> None:
    clinic = Clinic(others=1, daily_cap=2)
    visits = [clinic.booked(clinic.at(8), clinic.ill)]
    visits += [clinic.booked(clinic.at(9), clinic.ill)]
    clinic.booked(clinic.at(10), clinic.others[0])
    clinic.away()
    today = [v for v in visits if (s := line(v).starts_at) is not None and s < clinic.at(23)]
    assert len(today) == 1


def test_rooms_are_not_given_twice() -> None:
    clinic = Clinic(others=3, room_kind="exam")
    for _ in range(2):
        factories.a_room(clinic.site)
    visit = clinic.booked(clinic.at(9))
    clinic.booked(clinic.at(9), clinic.others[0])
    clinic.away()
    assert line(visit).starts_at == visit.starts_at  # in the room that it gives up itself
    assert actions.move_all(Reassignment.objects.get(), key="k", address=ADDRESS) == 1


def test_all_move_in_one_step_and_pass_each_other() -> None:
    clinic = Clinic()
    visits = [clinic.booked(clinic.at(8, 20 * n)) for n in range(3)]
    plan = clinic.away()
    assert actions.move_all(plan, key="k", address=ADDRESS) == 3
    assert actions.move_all(plan, key="k", address=ADDRESS) == 0  # sent twice
    for visit in visits:
        now = Appointment.objects.get(pk=visit.pk)
        assert (now.clinician_id, now.starts_at) == (line(visit).clinician_id, line(visit).starts_at)
        assert state(visit) == "moved"
    assert Reservation.objects.filter(resource=clinic.ill).count() == 0
    assert Event.objects.filter(kind="appointment.rescheduled").count() == 3


def test_what_was_taken_meanwhile_is_proposed_again_and_nothing_has_moved() -> None:
    clinic = Clinic()
    visits = [clinic.booked(clinic.at(8, 20 * n)) for n in range(3)]
    plan = clinic.away()
    lost, kept = line(visits[1]), [line(visits[0]), line(visits[2])]
    assert lost.clinician
    assert lost.starts_at
    clinic.booked(lost.starts_at, lost.clinician)
    with pytest.raises(SomeTaken) as refusal:
        actions.move_all(plan, key="k", address=ADDRESS)
    assert refusal.value.taken == [lost.pk]
    assert all(Appointment.objects.get(pk=v.pk).clinician == clinic.ill for v in visits)
    again = line(visits[1])
    assert again.taken
    assert (again.clinician_id, again.starts_at) != (lost.clinician_id, lost.starts_at)
    assert [(i.clinician_id, i.starts_at) for i in kept] == [
        (i.clinician_id, i.starts_at) for i in (line(visits[0]), line(visits[2]))
    ]
    assert actions.move_all(plan, key="k2", address=ADDRESS) == 3


def test_who_has_moved_or_cancelled_themselves_is_left_alone() -> None:
    clinic = Clinic()
    visit, other = clinic.booked(clinic.at(8)), clinic.booked(clinic.at(9))
    plan = clinic.away()
    reschedule(visit, clinic.others[0].pk, clinic.at(11), key="own", online=False)
    Appointment.objects.filter(pk=other.pk).update(status="cancelled")
    assert (state(visit), state(other)) == ("changed", "cancelled")
    assert actions.move_all(plan, key="k", address=ADDRESS) == 0


def test_by_hand_only_what_is_free_and_a_clash_holds_all_back() -> None:
    clinic = Clinic(others=1)
    visit, other = clinic.booked(clinic.at(8)), clinic.booked(clinic.at(9))
    plan = clinic.away()
    clinic.booked(clinic.at(11), clinic.others[0])
    with pytest.raises(TimeTaken):
        actions.choose(line(visit), clinic.others[0].pk, clinic.at(11))
    actions.choose(line(visit), clinic.others[0].pk, clinic.at(10))
    assert line(visit).by_hand
    actions.choose(line(other), clinic.others[0].pk, clinic.at(10))
    with pytest.raises(Refused, match="same time"):
        actions.move_all(plan, key="k", address=ADDRESS)
    actions.leave_to_call(line(other))
    assert actions.move_all(plan, key="k", address=ADDRESS) == 1
    assert state(other) == "call"
    with pytest.raises(Refused):
        actions.choose(line(visit), clinic.others[0].pk, clinic.at(9))


def test_each_is_told_once_with_the_reason_in_their_way_and_nothing_of_what_it_is_for(mailoutbox: list[Any]) -> None:
    clinic = Clinic(name={"en": "Heart check"})
    mailed, texted, neither = (clinic.booked(clinic.at(8, 20 * n)) for n in range(3))
    reachable(mailed.patient, "email", "mai@example.org")
    reachable(texted.patient, "sms", "+12125550142")
    plan = clinic.away()
    actions.move_all(plan, key="k", address=ADDRESS)
    told()
    told()
    [letter] = mailoutbox
    assert letter.to == ["mai@example.org"]
    assert [name for name, _content, _type in letter.attachments] == ["visit.ics"]
    for message, visit in ((letter, mailed), (last_message("+12125550142"), texted)):
        assert f"{clinic.ill.name} cannot be here that day." in message.body
        assert f"{ADDRESS}visits/{visit.pk}/moved" in message.body
        assert "Heart check" not in message.subject + message.body
    assert [state(v) for v in (mailed, texted, neither)] == ["told", "told", "unreached"]
    assert Event.objects.filter(kind="reassignment.told").count() == 2
    titles = [str(entry.title) for entry in timeline(mailed.patient_id).entries]
    assert titles[:2] == ["Told of the new time", "The clinic had to move a visit"]


def test_no_second_letter_about_the_same_move(mailoutbox: list[object]) -> None:
    clinic = Clinic()
    visit = clinic.booked(clinic.at(8))
    reachable(visit.patient, "email", "mai@example.org")
    actions.move_all(clinic.away(), key="k", address=ADDRESS)
    confirm_by_email(Event.objects.get(kind="appointment.rescheduled"))
    assert mailoutbox == []
    told()
    assert len(mailoutbox) == 1


def test_a_shared_address_hears_nothing_of_a_confidential_visit() -> None:
    clinic = Clinic()
    visit = clinic.booked(clinic.at(8))
    Appointment.objects.filter(pk=visit.pk).update(confidential=True)
    reachable(visit.patient, "email", "family@example.org", shared=True)
    actions.move_all(clinic.away(), key="k", address=ADDRESS)
    told()
    assert state(visit) == "unreached"
    assert (
        Event.objects.filter(kind__startswith="reassignment.", patient_id=visit.patient_id, confidential=False).count()
        == 0
    )


def test_what_patients_answer_is_seen() -> None:
    clinic = Clinic()
    keeps, calls, other = (clinic.booked(clinic.at(8, 20 * n)) for n in range(3))
    actions.move_all(clinic.away(), key="k", address=ADDRESS)
    actions.answer(line(keeps), "keeps")
    actions.answer(line(keeps), "keeps")
    actions.answer(line(calls), "call")
    reschedule(Appointment.objects.get(pk=other.pk), clinic.others[0].pk, clinic.at(11), key="own", online=False)
    assert [state(v) for v in (keeps, calls, other)] == ["keeps", "wants_call", "other"]
    assert Event.objects.filter(kind="reassignment.kept").count() == 1
    actions.called(line(calls))
    actions.called(line(calls))
    assert state(calls) == "called"
    assert Event.objects.filter(kind="reassignment.called").count() == 1


def test_back_early_opens_the_days_and_lets_visits_stay() -> None:
    clinic = Clinic()
    today, tomorrow = clinic.booked(clinic.at(9)), clinic.booked(clinic.at(9, days=1))
    plan = clinic.away(days=2)
    assert actions.come_back(plan, TODAY + timedelta(days=1)) == 1
    assert (state(today), state(tomorrow)) == ("proposed", "stays")
    later = clinic.at(0, days=1)
    free = free_times(
        clinic.service, start=later, end=later + timedelta(days=1), clinicians=[clinic.ill.pk], online=False
    )
    assert free
    with pytest.raises(Refused):
        actions.come_back(plan, TODAY + timedelta(days=9))


def test_an_absence_that_ends_before_it_begins_or_lasts_for_ever_is_refused() -> None:
    clinic = Clinic()
    for last in (TODAY - timedelta(days=1), TODAY + timedelta(days=100)):
        with pytest.raises(Refused):
            actions.begin(clinic.ill, TODAY, last, reason="away", key="k")
    assert not Reassignment.objects.exists()


def test_the_same_question_is_answered_alike() -> None:
    clinic = Clinic()
    visits = [clinic.booked(clinic.at(8 + n // 3, 20 * (n % 3))) for n in range(6)]
    plan = clinic.away()
    first = [(line(v).clinician_id, line(v).starts_at) for v in visits]
    actions.propose(plan)
    assert [(line(v).clinician_id, line(v).starts_at) for v in visits] == first

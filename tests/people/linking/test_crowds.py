"""Links and bookings in the same moment. Commits are real, so are the roles."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import combinations
from typing import Any

import pytest

from heartline.kernel import actor
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.linking import actions
from heartline.people.linking.models import Link
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book, reschedule
from heartline.scheduling.booking.refusals import PatientClash
from heartline.scheduling.models import Appointment
from tests import factories
from tests.people.linking.conftest import STEWARD
from tests.scheduling.crowd import all_at_once


def by_a_steward(call: Any) -> Any:
    with as_staff(), actor.acting(STEWARD):
        return call()


def by_themselves(patient: Patient, call: Any) -> Any:
    assert patient.account
    with (
        as_patient(patient.account.pk),
        actor.acting(Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")),
    ):
        return call()


def a_clinic() -> tuple[Any, list[Any], datetime]:
    """A service, its clinicians, and a start at which each of them is free."""
    site = factories.a_site()
    clinicians = [factories.a_clinician() for _ in range(12)]
    for clinician in clinicians:
        factories.a_pattern(clinician, site, starts=time(8), ends=time(18))
    service = factories.a_service(*clinicians)
    start = (datetime.now(UTC) + timedelta(days=2)).replace(hour=5, minute=0)  # before any site opens
    return service, clinicians, free_times(service, start=start, end=start + timedelta(days=2))[0].starts_at


def test_linked_records_are_booked_into_one_time_once(fresh_db: str) -> None:
    service, clinicians, at = a_clinic()
    records = [factories.a_patient(account=factories.an_account()) for _ in range(3)]
    actions.link(records[0].pk, records[1].pk)
    actions.link(records[1].pk, records[2].pk)
    results = all_at_once([
        partial(by_themselves, records[n % 3], partial(book, records[n % 3], service, clinician.pk, at, mode="video", key=f"k{n}"))
        for n, clinician in enumerate(clinicians)
    ])  # fmt: skip
    assert Appointment.objects.count() == 1, [repr(result) for result in results]
    refusals = [result for result in results if isinstance(result, PatientClash)]
    assert len(refusals) == len(clinicians) - 1
    assert {refusal.appointment.pk for refusal in refusals} == set(Appointment.objects.values_list("pk", flat=True))


def test_a_visit_is_not_moved_onto_one_of_the_other_record(fresh_db: str) -> None:
    service, clinicians, at = a_clinic()
    a, b = factories.a_patient(), factories.a_patient()
    with as_staff(), actor.acting(STEWARD):
        first = book(a, service, clinicians[0].pk, at, mode="video", key="1", online=False)
        second = book(b, service, clinicians[1].pk, at + timedelta(minutes=40), mode="video", key="2", online=False)
        actions.link(a.pk, b.pk)
    with pytest.raises(PatientClash) as refused:
        by_a_steward(partial(reschedule, second, clinicians[1].pk, at, key="3", online=False))
    assert refused.value.appointment == first
    with as_staff(), actor.acting(STEWARD):
        actions.unlink(a.pk, b.pk, "they are two")
        assert reschedule(second, clinicians[1].pk, at, key="4", online=False).starts_at == at


def test_who_books_while_the_records_are_linked_either_comes_before_or_clashes(fresh_db: str) -> None:
    """Both bookings may stand only where both were made before the link; never one of them after it."""
    service, clinicians, at = a_clinic()
    for n in range(4):
        start = at + timedelta(minutes=20 * n)
        a, b = factories.a_patient(), factories.a_patient()
        results = all_at_once([
            partial(by_a_steward, partial(actions.link, a.pk, b.pk)),
            partial(by_a_steward, partial(book, a, service, clinicians[0].pk, start, mode="video", key="", online=False)),
            partial(by_a_steward, partial(book, b, service, clinicians[1].pk, start, mode="video", key="", online=False)),
        ])  # fmt: skip
        assert all(isinstance(result, Link | Appointment | PatientClash) for result in results), results
        linked = Link.objects.get(a__in=[a, b]).decided_at
        late = Appointment.objects.filter(patient__in=[a, b], booked_at__gt=linked)
        standing = Appointment.objects.filter(patient__in=[a, b]).count()
        assert standing == 1 or (standing == 2 and late.count() < 2)


def test_many_links_at_once_join_all_of_them(fresh_db: str) -> None:
    records = [factories.a_patient() for _ in range(6)]
    results = all_at_once([
        partial(by_a_steward, partial(actions.link, one.pk, other.pk)) for one, other in combinations(records, 2)
    ])  # fmt: skip
    assert all(isinstance(result, Link) for result in results), results
    assert Patient.objects.values("person_id").distinct().count() == 1


def test_a_refusal_and_a_way_around_it_in_one_moment_never_both_hold(fresh_db: str) -> None:
    for _ in range(4):
        a, b, c = (factories.a_patient() for _ in range(3))
        by_a_steward(partial(actions.link, a.pk, c.pk))
        results = all_at_once([
            partial(by_a_steward, partial(actions.refuse, a.pk, b.pk, "twins")),
            partial(by_a_steward, partial(actions.link, b.pk, c.pk)),
        ])  # fmt: skip
        assert sum(isinstance(result, Refused) for result in results) == 1, results


def test_two_stewards_link_and_unlink_the_same_pair_at_once(fresh_db: str) -> None:
    """Whoever comes last has the word: the pair, the persons and the ledger say the same in the end."""
    for turn in range(6):
        a, b, c = (factories.a_patient() for _ in range(3))
        for one, other in ((a, b), (b, c)):
            by_a_steward(partial(actions.link, one.pk, other.pk))
        calls = [
            partial(by_a_steward, partial(actions.unlink, a.pk, b.pk, "they are two")),
            partial(by_a_steward, partial(actions.link, b.pk, a.pk, "one after all")),
        ]
        results = all_at_once((calls * 3)[turn:] + (calls * 3)[:turn])
        assert all(isinstance(result, Link) for result in results), results
        pair = Link.objects.get(a__in=[a, b], b__in=[a, b])
        persons = {record.pk: record.person_id for record in Patient.objects.filter(pk__in=[a.pk, b.pk, c.pk])}
        assert (persons[a.pk] == persons[b.pk]) is (pair.state == Link.State.LINKED), (pair.state, persons)
        assert persons[b.pk] == persons[c.pk]
        told = list(
            Event.objects.filter(subject_id=pair.pk, patient_id=a.pk).order_by("id").values_list("kind", flat=True)
        )
        assert told == [("link.made", "link.ended")[n % 2] for n in range(len(told))], told
        assert (told[-1] == "link.made") is (pair.state == Link.State.LINKED)


def test_two_stewards_undo_the_same_link_at_once_and_it_is_undone_once(fresh_db: str) -> None:
    a, b = factories.a_patient(), factories.a_patient()
    by_a_steward(partial(actions.link, a.pk, b.pk))
    results = all_at_once([partial(by_a_steward, partial(actions.unlink, a.pk, b.pk, "twins"))] * 6)
    assert all(isinstance(result, Link) for result in results), results
    assert Event.objects.filter(kind="link.ended").count() == 2  # one on the timeline of each
    assert Patient.objects.values("person_id").distinct().count() == 2

"""What becomes of a record that comes in: linked, put before a steward, or left alone."""

from datetime import date
from typing import Any

import pytest

from heartline.kernel import clock
from heartline.people.linking import actions as linking
from heartline.people.linking.models import Link
from heartline.people.linking.queries import records_of
from heartline.people.matching import keeping, queries
from heartline.people.matching.actions import consider
from heartline.people.matching.models import MatchKeys, NameShare
from heartline.people.matching.queries import candidates
from heartline.people.matching.records import of_details, read
from heartline.people.matching.rules import Decision
from heartline.people.models import ContactPoint, Patient
from heartline.people.registration.person import Contact, Name, PersonDetails, Residence
from heartline.people.sensitive.models import Protection
from tests.factories import a_patient, a_proxy, an_account
from tests.people.people import known

pytestmark = pytest.mark.django_db
HOME = Residence(line="12 Oak Street", city="Springfield", postal_code="01101")
PHONE = Contact(system="sms", value="+14135550142")


def emma(given: str = "Emma", family: str = "Whitfield", born: date = date(1991, 5, 20), **details: Any) -> Patient:
    return known(
        {"given": [given], "family": family}, birth_date=born, **{"address": HOME, "contacts": [PHONE]} | details
    )


def link_of(a: Patient, b: Patient) -> Link | None:
    return Link.objects.filter(a__in=[a, b], b__in=[a, b]).first()


def test_who_is_certainly_known_is_linked() -> None:
    first, again = emma(), emma("Ema")
    consider(again.pk)
    assert set(records_of(first.pk)) == {first.pk, again.pk}
    link = link_of(first, again)
    assert link is not None and link.state == Link.State.LINKED and link.score > 9
    assert {"given", "family", "birth", "phone"} <= {one["field"] for one in link.evidence}


def test_considering_twice_changes_nothing() -> None:
    _, again = emma(), emma()
    consider(again.pk)
    before = list(Link.objects.values())
    consider(again.pk)
    assert list(Link.objects.values()) == before


def test_who_may_be_known_is_put_before_a_steward() -> None:
    first, again = emma(), emma(family="Larsen")
    consider(again.pk)
    link = link_of(first, again)
    assert link is not None and link.state == Link.State.PROPOSED
    assert records_of(first.pk) == [first.pk]


def test_a_twin_is_left_alone() -> None:
    emma()
    consider(emma("Sophie").pk)
    assert not Link.objects.exists()


def test_what_a_steward_refused_stays_refused() -> None:
    first, again = emma(), emma()
    linking.refuse(first.pk, again.pk, "seen both")
    consider(again.pk)
    link = link_of(first, again)
    assert link is not None and link.state == Link.State.REFUSED


def test_of_two_who_are_both_certain_none_is_linked() -> None:
    one, other = emma(), emma()
    linking.refuse(one.pk, other.pk, "two cousins")
    third = emma()
    consider(third.pk)
    assert {link.state for link in Link.objects.filter(a__in=[third]) | Link.objects.filter(b__in=[third])} == {
        "proposed"
    }


def test_of_a_person_with_several_records_a_steward_is_asked_once() -> None:
    first, again = emma(), emma()
    linking.link(first.pk, again.pk, "seen both")
    consider(emma(family="Larsen").pk)
    assert Link.objects.filter(state=Link.State.PROPOSED).count() == 1


def test_a_login_that_knows_name_and_birthday_gets_nobodys_record() -> None:
    known_before = emma()
    claimed = emma(account=an_account())
    consider(claimed.pk)
    assert records_of(claimed.pk) == [claimed.pk]
    link = link_of(known_before, claimed)
    assert link is not None and link.state == Link.State.PROPOSED


def test_a_proxy_of_a_claimed_record_gets_nobodys_either() -> None:
    emma()
    claimed = emma()
    a_proxy(claimed, an_account())
    consider(claimed.pk)
    assert records_of(claimed.pk) == [claimed.pk]


def test_a_login_whose_phone_answered_on_both_records_is_linked() -> None:
    first, again = emma(), emma(account=an_account())
    ContactPoint.objects.filter(patient__in=[first, again]).update(verified_at=clock.now())
    consider(again.pk)
    assert set(records_of(again.pk)) == {first.pk, again.pk}


def test_a_protected_record_is_never_linked_without_a_person() -> None:
    first, again = emma(), emma()
    Protection.objects.create(patient=first, kind=Protection.Kind.WISH)
    consider(again.pk)
    assert records_of(again.pk) == [again.pk]


def test_a_number_that_a_crowd_has_tells_nobody_apart() -> None:
    for at in range(8):
        emma(f"Name{at}", f"Family{at}", date(1950 + at, 1 + at, 3), address=None)
    asked = of_details(PersonDetails(names=[Name(text="Zoe Quill")], contacts=[PHONE]))
    assert candidates(asked) == []


def test_one_of_a_crowd_of_whom_nothing_is_rare_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "TOO_COMMON", 5)
    crowd = [emma() for _ in range(8)]
    for at in range(8):  # Emmas whom only half of her keys are shared with
        emma(born=date(1950 + at, 1 + at, 3), address=None, contacts=[])
    again = emma()
    found = candidates(read([again.pk])[again.pk], limit=30, but=[again.pk])
    assert {one.patient_id for one in found if one.decision is Decision.CERTAIN} == {one.pk for one in crowd}
    moved = emma(address=None)
    found = candidates(read([moved.pk])[moved.pk], limit=30, but=[moved.pk])
    assert {one.pk for one in crowd} <= {one.patient_id for one in found}


def test_changes_write_the_keys_anew() -> None:
    patient = emma()
    before = MatchKeys.objects.get(pk=patient.pk).keys
    ContactPoint.objects.create(patient=patient, system="sms", value="+14135550999")
    keeping.rekey([patient.pk])
    assert set(before) < set(MatchKeys.objects.get(pk=patient.pk).keys)


def test_who_has_no_keys_gets_them_at_night() -> None:
    patients = [a_patient(name=f"Ana Vega {at}") for at in range(3)]
    assert keeping.key_missing() == 3
    assert keeping.key_missing() == 0
    assert MatchKeys.objects.filter(pk__in=[patient.pk for patient in patients]).count() == 3


def test_common_names_are_counted() -> None:
    for at in range(6):
        emma(f"Name{at}", "Nguyen")
    emma(family="Larsen")
    keeping.count_names()
    shares = dict(NameShare.objects.values_list("word", "share"))
    assert shares["nguyen"] == pytest.approx(6 / 7)
    assert "larsen" not in shares


def test_candidates_take_three_queries_however_many_there_are(django_assert_num_queries: Any) -> None:
    for at in range(12):
        emma(born=date(1991, 5, 1 + at))
    person = read([emma().pk])
    with django_assert_num_queries(3):
        found = candidates(next(iter(person.values())), limit=10)
    assert len(found) == 10
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].decision is Decision.CERTAIN

"""Acting for somebody: as oneself, as far as the scope reaches, until it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heartline.kernel import clock
from heartline.kernel.actor import acting
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.errors import NotAllowed, Refused
from heartline.kernel.models import Event
from heartline.people.details.actions import change_identity
from heartline.people.models import Account, Patient, Proxy
from heartline.people.proxies.actions import grant, holder_account, revoke
from heartline.people.proxies.queries import acting_for, held_by, require
from heartline.people.proxies.rules import ALLOWS, comes_of_age, in_force, may_act
from tests.factories import an_account
from tests.people.people import known, proxy_of, themselves

TODAY = datetime.now(UTC).date()


@pytest.fixture
def son() -> Patient:
    return known("Bảo Nguyễn", birth_date=date(2018, 6, 1))


@pytest.fixture
def mother() -> Account:
    account = an_account()
    known("Ánh Nguyễn", account=account)
    return account


@pytest.mark.django_db
def test_a_mother_acts_for_her_son_as_herself(son: Patient, mother: Account) -> None:
    with as_staff():
        proxy = grant(son, mother, "parent")
    assert proxy.holder_name == "Ánh Nguyễn"
    with as_patient(mother.pk), acting(proxy_of(mother, "Ánh Nguyễn")):
        change_identity(Patient.objects.get(pk=son.pk), pronouns="he/him")
    event = Event.objects.get(kind="patient.identity_changed")
    assert (event.patient_id, event.actor_id, event.actor_kind, event.actor_label) == (
        son.pk,
        mother.pk,
        "proxy",
        "Ánh Nguyễn",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends", "sees"),
    [(0, None, True), (-10, 1, True), (-10, 0, False), (1, None, False), (-10, -5, False)],
)
def test_before_its_first_day_and_from_its_last_on_nothing_is_seen(
    son: Patient, mother: Account, starts: int, ends: int | None, sees: bool
) -> None:
    ends_on = TODAY + timedelta(days=ends) if ends is not None else None
    Proxy.objects.create(
        patient=son, holder=mother, relationship="parent", starts_on=TODAY + timedelta(days=starts), ends_on=ends_on
    )
    with as_patient(mother.pk):
        assert Patient.objects.filter(pk=son.pk).exists() is sees
        assert bool(held_by(mother.pk)) is sees


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["read", "visits", "all"])
def test_each_scope_reaches_as_far_as_the_table_says(son: Patient, mother: Account, scope: str) -> None:
    grant(son, mother, "carer", scope=scope)
    with as_patient(mother.pk), acting(proxy_of(mother)):
        for what in ("read", "visits", "details", "proxies"):
            if may_act(scope, what):
                require(son.pk, what)
            else:
                with pytest.raises(NotAllowed):
                    require(son.pk, what)


@pytest.mark.django_db
def test_a_reader_changes_nothing(son: Patient, mother: Account) -> None:
    grant(son, mother, "carer", scope="read")
    with as_patient(mother.pk), acting(proxy_of(mother)), pytest.raises(NotAllowed):
        change_identity(Patient.objects.get(pk=son.pk), pronouns="he/him")


@pytest.mark.django_db
def test_the_holder_lays_it_down_and_sees_nothing_any_more(son: Patient, mother: Account) -> None:
    proxy = grant(son, mother, "parent")
    with as_patient(mother.pk), acting(proxy_of(mother)):
        revoke(proxy)
        assert not Patient.objects.filter(pk=son.pk).exists()
    assert Event.objects.filter(kind="proxy.revoked", patient_id=son.pk).count() == 1


@pytest.mark.django_db
def test_the_patient_ends_it_confined(mother: Account) -> None:
    patient = known("Ana Ruiz", account=an_account())
    proxy = grant(patient, mother, "carer")
    with as_patient(patient.account_id), acting(themselves(patient)):
        assert [one.holder_name for one in acting_for(patient.pk)] == ["Ánh Nguyễn"]
        revoke(proxy)
        revoke(proxy)  # a second press
        assert acting_for(patient.pk) == []
    assert Event.objects.filter(kind="proxy.revoked").count() == 1


@pytest.mark.django_db
def test_nobody_makes_themselves_a_proxy_whatever_the_code_does(son: Patient, mother: Account) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), as_patient(mother.pk):
        Proxy.objects.create(patient=son, holder=mother, relationship="parent", starts_on=TODAY)


@pytest.mark.django_db
def test_a_holder_does_not_bring_back_what_was_revoked_whatever_the_code_does(son: Patient, mother: Account) -> None:
    proxy = grant(son, mother, "parent")
    revoke(proxy)
    with pytest.raises(DatabaseError), transaction.atomic(), as_patient(mother.pk):
        Proxy.objects.filter(pk=proxy.pk).update(revoked_at=None)


@pytest.mark.django_db
def test_new_terms_take_the_place_of_the_old(son: Patient, mother: Account) -> None:
    grant(son, mother, "parent", scope="read")
    grant(son, mother, "parent", scope="all")
    assert [proxy.scope for proxy in acting_for(son.pk)] == ["all"]


@pytest.mark.django_db
def test_what_makes_no_sense_is_refused_in_words(son: Patient, mother: Account) -> None:
    with pytest.raises(Refused, match="themselves"):
        grant(Patient.objects.get(account=mother), mother, "carer")
    with pytest.raises(Refused, match="before the first"):
        grant(son, mother, "parent", ends_on=TODAY)


@pytest.mark.django_db
def test_who_has_no_login_gets_one_and_two_people_are_not_mixed(mother: Account) -> None:
    made = holder_account("Luis", phone="+14155550123")
    assert not made.has_usable_password()
    assert holder_account("Luis", phone="+14155550123") == made
    assert holder_account("Ánh", email=str(mother.email)) == mother
    with pytest.raises(Refused, match="two different"):
        holder_account("?", email=str(mother.email), phone="+14155550123")


def test_a_childs_proxy_is_over_on_the_day_they_come_of_age() -> None:
    with clock.set(datetime(2036, 6, 1, tzinfo=UTC)):
        assert not in_force(date(2020, 1, 1), comes_of_age(date(2018, 6, 1)), False, clock.now().date())


def test_who_was_born_on_a_leap_day_comes_of_age() -> None:
    assert comes_of_age(date(2008, 2, 29)) == date(2026, 3, 1)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.none() | days, st.booleans(), days)
def test_it_holds_only_between_its_days(starts: date, ends: date | None, revoked: bool, today: date) -> None:
    holds = in_force(starts, ends, revoked, today)
    assert holds is (not revoked and today >= starts and (ends is None or today < ends))


def test_every_scope_reads_and_none_lets_others_in() -> None:
    assert set(ALLOWS) == set(Proxy.Scope.values)
    assert all(may_act(scope, "read") and not may_act(scope, "proxies") for scope in ALLOWS)
    with pytest.raises(KeyError):
        may_act("all", "everything")

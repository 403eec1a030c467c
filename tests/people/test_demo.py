"""The demo clinic's people: many cultures, whole families, logins that work; the same ones for the same seed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest
from django.db import transaction

from heartline.kernel import clock
from heartline.kernel.db.confine import as_patient
from heartline.people import demo
from heartline.people.demo import names, words
from heartline.people.demo.clinic import NotEmpty
from heartline.people.models import Account, ContactPoint, HumanName, Identifier, Patient, Proxy, Role, StaffMember
from heartline.people.registration.rules import is_mrn

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
PATIENTS = 300


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[demo.Clinic]:
    """One clinic for the whole module, rolled back at its end."""
    with django_db_blocker.unblock(), clock.set(NOW), transaction.atomic():  # type: ignore[attr-defined]
        yield demo.load(PATIENTS)
        transaction.set_rollback(True)


def test_there_are_as_many_people_as_asked_for(clinic: demo.Clinic) -> None:
    assert Patient.objects.count() == PATIENTS
    assert len(clinic.sites) == 3 and len({site.time_zone for site in clinic.sites}) == 2
    assert len(clinic.team.clinicians) == 40
    assert set(StaffMember.objects.values_list("role", flat=True)) == set(Role.values)


def test_every_patient_has_a_valid_record_number_and_can_be_found(clinic: demo.Clinic) -> None:
    numbers = list(Identifier.objects.filter(system="urn:heartline:mrn").values_list("value", flat=True))
    assert len(numbers) == PATIENTS and all(map(is_mrn, numbers))
    assert not Patient.objects.filter(search="").exists()


def test_names_are_written_in_several_scripts(clinic: demo.Clinic) -> None:
    assert {"Arab", "Hans"} <= set(HumanName.objects.values_list("script", flat=True))


def test_families_share_a_phone_and_some_numbers_must_not_be_used(clinic: demo.Clinic) -> None:
    assert ContactPoint.objects.filter(shared=True).exists()
    assert ContactPoint.objects.filter(do_not_use=True).exists()


def test_a_mother_reaches_her_children_and_her_own_mother_and_nobody_else(clinic: demo.Clinic) -> None:
    mother = Account.objects.get(email="grace@example.org")
    with as_patient(mother.pk):
        seen = set(Patient.objects.values_list("name", flat=True))
    assert seen == {"Grace Adeyemi", "Tobi Adeyemi", "Ife Adeyemi", "Folasade Adeyemi"}


def test_a_proxy_who_is_no_patient_reaches_his_father_only(clinic: demo.Clinic) -> None:
    son = Account.objects.get(email="minh@example.org")
    with as_patient(son.pk):
        assert [patient.name for patient in Patient.objects.all()] == ["Trần Văn Phúc"]


def test_parents_stop_acting_for_their_children_when_these_come_of_age(clinic: demo.Clinic) -> None:
    for proxy in Proxy.objects.filter(relationship="parent").select_related("patient"):
        assert proxy.ends_on and proxy.patient.birth_date
        assert 17 < (proxy.ends_on - proxy.patient.birth_date).days / 365.25 < 18.1


def test_there_is_a_login_for_each_role_and_its_password_works(clinic: demo.Clinic) -> None:
    logins = demo.logins()
    assert len(logins) == len(Role) + 4  # two patients, a proxy and a teenager
    accounts = Account.objects.filter(email__in=[login.email for login in logins], is_demo=True)
    assert len(accounts) == len(logins) - 1  # the teenager's login comes with their visits
    assert len({account.password for account in accounts}) == 1 and accounts[0].check_password(logins[0].password)
    staff = Account.objects.filter(email__in=[login.email for login in logins], staff_member__isnull=False)
    assert {account.authenticator_set.get().type for account in staff} == {"totp"}


def test_the_demo_is_refused_where_there_is_a_clinic_already(clinic: demo.Clinic) -> None:
    with pytest.raises(NotEmpty):
        demo.load(PATIENTS)


def test_the_same_seed_draws_the_same_people() -> None:
    def drawn(seed: int) -> list[str]:
        rng, cultures = Random(seed), names.cultures()
        return [names.draw(rng, culture, sex).text for culture in cultures for sex in ("female", "male")]

    assert drawn(3) == drawn(3) != drawn(4)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    english, other = words.load("en"), words.load(language)
    for section in ("specialty", "about", "style", "directions"):
        assert english[section].keys() == other[section].keys()
        assert all(text.strip() for text in other[section].values())

"""A birthday: what the database shows a parent the day before and on the day, and who is told beforehand, once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from heartline.kernel import actor, clock
from heartline.kernel.db.confine import as_patient
from heartline.kernel.models import Event
from heartline.people.confidential.actions import check_login, keep_beyond_age
from heartline.people.confidential.models import AgeRule
from heartline.people.confidential.rules import latest_birth
from heartline.people.confidential.shared import flags
from heartline.people.confidential.telling import tell_of_changes
from heartline.people.models import Account, ContactPoint, Patient, Proxy, RelatedPerson, Role
from heartline.people.proxies.queries import scope_of
from heartline.scheduling.booking import confiding
from heartline.scheduling.calendars.reactions import _addresses
from heartline.scheduling.models import Appointment
from tests.factories import a_patient, a_proxy, a_service, an_account
from tests.filling import filled
from tests.people.people import as_actor, at_work, proxy_of, themselves
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


def today() -> date:
    return datetime.now(UTC).date()


def turning(years: int, in_days: int, **fields: Any) -> Patient:
    """Somebody who turns this age in so many days."""
    return a_patient(birth_date=latest_birth(years, today() + timedelta(days=in_days)), **fields)


def sees(account: Account, patient: Patient) -> bool:
    with as_patient(account.pk):
        return Patient.objects.filter(pk=patient.pk).exists()


@pytest.mark.parametrize(("relationship", "day_before", "on_the_day"), [
    ("parent", True, False), ("guardian", True, False), ("carer", True, True),
])  # fmt: skip
def test_on_the_birthday_the_database_lets_go(relationship: str, day_before: bool, on_the_day: bool) -> None:
    parent = an_account()
    for in_days, expected in ((1, day_before), (0, on_the_day)):
        child = turning(18, in_days)
        a_proxy(child, parent, relationship=relationship)
        assert sees(parent, child) is expected


def test_from_13_on_a_parent_may_do_less() -> None:
    parent = an_account()
    for in_days, scope in ((1, "all"), (0, "visits")):
        child = turning(13, in_days)
        a_proxy(child, parent)
        assert scope_of(parent.pk, child.pk) == scope


def test_a_guardian_of_an_adult_is_not_affected_and_papers_keep_one_who_began_before() -> None:
    court, mother = an_account(), an_account()
    grown = turning(25, 0)
    a_proxy(grown, court, relationship="guardian", starts_on=today())
    assert sees(court, grown) and scope_of(court.pk, grown.pk) == "all"
    proxy = a_proxy(grown, mother, starts_on=date(2010, 1, 1))
    assert not sees(mother, grown)
    keep_beyond_age(proxy, True)
    assert sees(mother, grown)


def test_a_rule_that_is_changed_holds_at_once() -> None:
    parent, child = an_account(), turning(16, 0)
    a_proxy(child, parent)
    assert sees(parent, child)
    AgeRule.objects.create(relationship="parent", from_age=16, effect="ends")
    assert not sees(parent, child)


class TestTelling:
    @pytest.fixture
    def proxy(self) -> Proxy:
        child = turning(18, 30, language="es")
        child.contact_points.create(system="email", value="own@example.org")
        child.contact_points.create(system="email", value="home@example.org", shared=True, preferred=True)
        return a_proxy(child, an_account(language="vi"))

    def letters(self) -> list[tuple[str, ...]]:
        return [tuple(letter.to) for letter in mail.outbox]

    def test_both_are_told_thirty_and_seven_days_before_and_once_each(self, proxy: Proxy) -> None:
        whole = [(proxy.holder.email,), ("own@example.org",)]
        now = clock.now()
        for days, expected in ((0, 2), (0, 2), (10, 2), (23, 4), (25, 4), (29, 4)):
            with clock.set(now + timedelta(days=days)):
                tell_of_changes()
            assert len(mail.outbox) == expected, days
        assert self.letters() == whole * 2
        assert Event.objects.filter(kind="proxy.change_told", subject_id=proxy.pk).count() == 2

    def test_a_missed_morning_is_made_up_for(self, proxy: Proxy) -> None:
        with clock.set(clock.now() + timedelta(days=12)):
            tell_of_changes()
        assert len(mail.outbox) == 2

    def test_a_letter_names_nobody(self, proxy: Proxy) -> None:
        tell_of_changes()
        for letter in mail.outbox:
            assert proxy.patient.name not in letter.subject + str(letter.body)

    def test_pages_say_when(self, proxy: Proxy) -> None:
        Account.objects.filter(pk=proxy.holder_id).update(language="en")
        holder = signed_in(proxy.holder)
        assert "Your access changes" in holder.get("/").content.decode()
        assert "Your access ends on" in holder.get("/family").content.decode()
        desk = signed_in(at_work().account)  # type: ignore[arg-type]
        assert "can no longer act for them" in desk.get(f"/desk/patients/{proxy.patient_id}").content.decode()


class TestWhatIsConfidential:
    def test_by_service_and_by_age_but_not_what_a_proxy_booked(self) -> None:
        teen = turning(16, 0, account=an_account())
        open_, private = a_service(category="primary"), a_service(confidential=True)
        behavioural = a_service(category="behavioural")
        with actor.acting(themselves(teen)):
            assert not confiding.by_default(teen, open_, today())
            assert confiding.by_default(teen, open_, today(), wished=True)
            assert confiding.by_default(teen, private, today()) and confiding.by_default(teen, behavioural, today())
            assert confiding.may_wish(teen, open_, today())
        child = turning(12, 0, account=an_account())
        with actor.acting(themselves(child)):
            assert not confiding.may_wish(child, open_, today())
            assert not confiding.by_default(child, open_, today(), wished=True)
        with actor.acting(proxy_of(an_account())):
            assert not confiding.by_default(teen, private, today())

    def test_a_letter_goes_only_where_no_proxy_or_relative_reads(self) -> None:
        teen, mother = turning(16, 0), an_account()
        a_proxy(teen, mother)
        RelatedPerson.objects.create(patient=teen, name="Aunt", email="aunt@example.org")
        for value, shared in (
            (mother.email, False),
            ("aunt@example.org", False),
            ("home@example.org", True),
            ("own@example.org", False),
        ):
            teen.contact_points.create(system="email", value=value, shared=shared)
        visit = filled(Appointment, teen)
        assert len(_addresses(visit)) == 4  # type: ignore[arg-type]
        visit.confidential = True  # type: ignore[attr-defined]
        assert _addresses(visit) == ["own@example.org"]  # type: ignore[arg-type]

    def test_staff_close_a_visit_and_open_it_again(self) -> None:
        teen, mother = turning(16, 0), an_account()
        a_proxy(teen, mother)
        visit = filled(Appointment, teen)
        desk = signed_in(at_work().account)  # type: ignore[arg-type]
        for value, seen in (("yes", False), ("no", True)):
            desk.post(f"/desk/visits/{visit.pk}/privacy", {"confidential": value})
            with as_patient(mother.pk):
                assert Appointment.objects.filter(pk=visit.pk).exists() is seen
        kinds = Event.objects.filter(subject_id=visit.pk, confidential=True).values_list("kind", flat=True)
        assert set(kinds) == {"appointment.closed", "appointment.opened"}


class TestALoginThatAGuardianUses:
    @pytest.fixture
    def teen(self) -> Patient:
        teen = turning(15, 0, account=Account.objects.create_user("family@example.org"))
        mother = an_account()
        a_patient(account=mother).contact_points.create(system="email", value="family@example.org")
        a_proxy(teen, mother, holder_name="Marta")
        return teen

    def test_is_flagged_until_somebody_has_asked(self, teen: Patient) -> None:
        assert [(flag.patient, flag.whose) for flag in flags()] == [(teen, "Marta")]
        desk = signed_in(at_work().account)  # type: ignore[arg-type]
        for address in ("/desk/privacy/logins", f"/desk/patients/{teen.pk}"):
            assert "family@example.org" in desk.get(address).content.decode()
        check_login(teen.pk, "family@example.org", "patients")
        assert flags() == []

    def test_can_be_taken_off_the_record(self, teen: Patient) -> None:
        desk = signed_in(at_work().account)  # type: ignore[arg-type]
        desk.post(f"/desk/patients/{teen.pk}/login", {"value": "family@example.org", "outcome": "untied"})
        teen.refresh_from_db()
        assert teen.account_id is None

    def test_of_an_adult_is_nobodys_business(self, teen: Patient) -> None:
        Patient.objects.filter(pk=teen.pk).update(birth_date=date(1990, 1, 1))
        assert flags() == []

    def test_inviting_says_whose_address_it_is(self) -> None:
        teen, mother = turning(15, 0), an_account(phone="+15550100")
        a_proxy(teen, mother)
        ContactPoint.objects.create(patient=teen, system="sms", value="+15550100")
        with actor.acting(as_actor(at_work(Role.MANAGER))):
            desk = signed_in(at_work().account)  # type: ignore[arg-type]
        assert "Whose address is it?" in desk.get(f"/desk/patients/{teen.pk}/invite").content.decode()


def test_rules_are_set_and_removed_at_the_desk() -> None:
    desk = signed_in(at_work(Role.MANAGER).account)  # type: ignore[arg-type]
    sent = {
        "add": "rule",
        "rule-relationship": "carer",
        "rule-from_age": "18",
        "rule-effect": "narrows",
        "rule-scope": "read",
    }
    assert desk.post("/desk/privacy/ages", sent).status_code == 302
    rule = AgeRule.objects.get(relationship="carer")
    assert desk.post("/desk/privacy/ages", sent).status_code == 422, "the same rule twice"
    assert desk.post("/desk/privacy/ages", {**sent, "rule-from_age": "19", "rule-scope": ""}).status_code == 422
    desk.post(f"/desk/privacy/ages/{rule.pk}/remove")
    assert not AgeRule.objects.filter(relationship="carer").exists()

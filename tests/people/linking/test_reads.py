"""Everything that is read of a patient is read of the person: both ways while linked, and each alone before and after."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import audit, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.models import AuditEntry, Event
from heartline.people.contacts import actions as contacts
from heartline.people.contacts.queries import usable
from heartline.people.forms.sections import change_item
from heartline.people.linking import actions
from heartline.people.models import Account, ContactPoint, Patient, Proxy
from heartline.people.proxies.actions import grant, revoke
from heartline.people.proxies.queries import acting_for, held_by, scope_of
from heartline.people.record.queries import card
from heartline.people.registration.person import Contact
from heartline.people.search.queries import find
from heartline.people.seen.queries import looks, who_looked
from heartline.people.timeline.queries import timeline
from heartline.scheduling.booking import eligibility
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.calendars.reactions import confirm_by_email
from heartline.scheduling.models import Appointment
from tests import factories
from tests.factories import a_patient, a_proxy, an_account
from tests.filling import filled
from tests.people.people import known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Patient, Patient]:
    """Ana, once with her phone and once, after marrying, with her e-mail."""
    return (
        known(
            "Ana Ruiz",
            birth_date=date(1984, 3, 12),
            contacts=[Contact(system="sms", value="+14155552671", preferred=True)],
        ),
        known("Ana Okafor", birth_date=date(1984, 3, 12), contacts=[Contact(system="email", value="ana@example.org")]),
    )


def link(two: tuple[Patient, Patient]) -> None:
    actions.link(two[0].pk, two[1].pk, "marriage certificate")


def unlink(two: tuple[Patient, Patient]) -> None:
    actions.unlink(two[0].pk, two[1].pk, "it was her sister")


def a_visit(patient: Patient, status: str = "booked", days: int = 3) -> Appointment:
    row = filled(Appointment, patient)
    start = datetime.now(UTC) + timedelta(days=days)
    Appointment.objects.filter(pk=row.pk).update(
        status=status, period=DateTimeTZRange(start, start + timedelta(minutes=20)), mode="in_person"
    )
    return Appointment.objects.get(pk=row.pk)


class TestOnePage:
    def test_shows_what_stands_on_either_record_with_its_source(self, two: tuple[Patient, Patient]) -> None:
        link(two)
        for asked, other in (two, two[::-1]):
            shown = card(asked.pk)
            assert shown and [record.pk for record in shown.records] == [asked.pk, other.pk]
            assert {point.value for point in shown.contacts} == {"+14155552671", "ana@example.org"}
            assert {number.value for number in shown.identifiers} == {asked.mrn, other.mrn}
            assert [name.text for name in shown.other_names] == [other.name]
            assert {shown.source(point.patient_id) for point in shown.contacts} == {two[0].mrn, two[1].mrn}
        unlink(two)
        alone = card(two[0].pk)
        assert alone and not alone.others and len(alone.contacts) == 1 and alone.source(two[0].pk) == ""

    def test_takes_as_many_queries_for_three_records_as_for_two(self, two: tuple[Patient, Patient]) -> None:
        link(two)
        with CaptureQueriesContext(connection) as for_two:
            card(two[0].pk)
        third = known("Ana Maria Ruiz")
        actions.link(third.pk, two[0].pk)
        with CaptureQueriesContext(connection) as for_three:
            shown = card(two[0].pk)
        assert shown and len(shown.records) == 3
        assert len(for_three) == len(for_two) <= 11

    def test_shows_the_same_thing_once(self, two: tuple[Patient, Patient]) -> None:
        contacts.add(two[1], Contact(system="sms", value="+14155552671"))
        link(two)
        shown = card(two[1].pk)
        assert shown and [point.value for point in shown.contacts].count("+14155552671") == 1


class TestReaching:
    def test_what_one_record_says_not_to_use_is_not_used(self, two: tuple[Patient, Patient]) -> None:
        point = contacts.add(two[1], Contact(system="sms", value="+14155552671"))
        contacts.stop_using(point)
        assert [p.value for p in usable(two[0].pk, "sms")] == ["+14155552671"]
        link(two)
        assert usable(two[0].pk, "sms") == usable(two[1].pk, "sms") == []
        unlink(two)
        assert [p.value for p in usable(two[0].pk, "sms")] == ["+14155552671"]

    def test_either_records_ways_are_ways_to_them(self, two: tuple[Patient, Patient]) -> None:
        link(two)
        for patient in two:
            assert {p.value for p in usable(patient.pk)} == {"+14155552671", "ana@example.org"}
            assert usable(patient.pk)[0].value == "+14155552671", "the preferred one, whosever it is"

    def test_what_they_stop_is_stopped_on_every_record_that_has_it(self, two: tuple[Patient, Patient]) -> None:
        contacts.add(two[1], Contact(system="sms", value="+14155552671"))
        link(two)
        shown = card(two[0].pk)
        assert shown
        point = next(p for p in shown.contacts if p.system == "sms")
        assert change_item(two[0], "contacts", str(point.pk), "stop", "portal")
        assert {p.do_not_use for p in ContactPoint.objects.filter(value="+14155552671")} == {True}
        unlink(two)
        assert not change_item(
            two[0], "contacts", str(ContactPoint.objects.get(value="ana@example.org").pk), "stop", "desk"
        )


class TestFinding:
    @pytest.mark.parametrize("words", ["ruiz", "okafor", "ana", "1984-03-12"])
    def test_by_the_words_of_either_record_finds_one_person(self, two: tuple[Patient, Patient], words: str) -> None:
        before = len(find(words))
        link(two)
        [hit] = find(words)
        assert hit.records == 2 and hit.id in {patient.pk for patient in two}
        assert {hit.name, *hit.other_names} == {"Ana Ruiz", "Ana Okafor"}
        unlink(two)
        assert len(find(words)) == before

    def test_by_the_number_of_either_record(self, two: tuple[Patient, Patient]) -> None:
        link(two)
        for patient in two:
            [hit] = find(patient.mrn)
            assert (hit.id, hit.mrn) == (patient.pk, patient.mrn)

    def test_shows_no_phone_that_one_record_says_not_to_use(self, two: tuple[Patient, Patient]) -> None:
        contacts.stop_using(contacts.add(two[1], Contact(system="sms", value="+14155552671")))
        link(two)
        assert find("ruiz")[0].phone == ""


class TestWhatHappened:
    def test_is_one_timeline_with_the_link_told_once(self, two: tuple[Patient, Patient]) -> None:
        for n, patient in enumerate(two):
            contacts.add(patient, Contact(system="email", value=f"x{n}@example.org"))
        link(two)
        for asked in two:
            page = timeline(asked.pk)
            assert [entry.kind for entry in page.entries].count("contact.added") == 2
            assert [entry.kind for entry in page.entries].count("link.made") == 1
            assert {entry.record for entry in page.entries} == {patient.pk for patient in two}
        unlink(two)
        for asked in two:
            kinds = [entry.kind for entry in timeline(asked.pk).entries]
            assert kinds.count("contact.added") == 1 and kinds[:2] == ["link.ended", "link.made"]

    def test_is_read_in_pages_without_a_gap_or_a_repeat(self, two: tuple[Patient, Patient]) -> None:
        for n in range(12):
            contacts.add(two[n % 2], Contact(system="email", value=f"x{n}@example.org"))
        link(two)
        everything = [entry.id for entry in timeline(two[0].pk).entries]
        read: list[int] = []
        older = ""
        while True:
            page = timeline(two[0].pk, before=older, limit=5)
            read += [entry.id for entry in page.entries]
            if not (older := page.older):
                break
        assert read == everything == sorted(everything, reverse=True)

    def test_looks_at_either_record_are_shown(self, two: tuple[Patient, Patient]) -> None:
        for patient in two:
            audit.read(patient.pk, "record")
        assert [len(who_looked(p.pk).visits) for p in two] == [1, 1]
        assert len(looks(two[0].pk).looks) == 1
        link(two)
        assert len(looks(two[0].pk).looks) == len(looks(two[1].pk).looks) == 2
        assert AuditEntry.objects.filter(patient_id=two[0].pk).count() == 1, "each look stays on its record"


class TestVisits:
    def test_of_either_record_are_theirs(self, two: tuple[Patient, Patient]) -> None:
        first, second = a_visit(two[0], days=2), a_visit(two[1], days=4)
        old = a_visit(two[1], "fulfilled", days=-9)
        assert booking.upcoming(two[0]) == [first]
        link(two)
        for patient in two:
            assert booking.upcoming(patient) == [first, second]
            assert booking.past(patient) == [old]
            assert booking.visit([patient.pk], second.pk) == second
            assert booking.clashing(patient.pk, second.starts_at, second.ends_at) == second
        unlink(two)
        assert booking.upcoming(two[0]) == [first] and booking.visit([two[0].pk], second.pk) is None

    def test_make_the_person_no_new_patient(self, two: tuple[Patient, Patient]) -> None:
        a_visit(two[1], "fulfilled", days=-9)
        assert not eligibility.who(two[0]).returning
        link(two)
        with CaptureQueriesContext(connection) as queries:
            assert eligibility.who(two[0]).returning
        assert len(queries) == 1
        unlink(two)
        assert not eligibility.who(two[0]).returning

    def test_a_death_on_either_record_is_a_death(self, two: tuple[Patient, Patient]) -> None:
        Patient.objects.filter(pk=two[1].pk).update(deceased_on=date(2026, 1, 1))
        link(two)
        assert eligibility.who(two[0]).deceased


class TestActingFor:
    @pytest.fixture
    def child(self) -> tuple[Patient, Patient]:
        return known("Bo Ruiz", birth_date=date(2020, 3, 12)), known("Bob Ruiz", birth_date=date(2020, 3, 12))

    def test_one_record_reaches_the_other_with_the_same_scope(self, child: tuple[Patient, Patient]) -> None:
        mother = an_account()
        a_proxy(child[0], mother, "visits")
        assert scope_of(mother.pk, child[1].pk) == ""
        link(child)
        assert scope_of(mother.pk, child[1].pk) == "visits"
        unlink(child)
        assert scope_of(mother.pk, child[1].pk) == "" and scope_of(mother.pk, child[0].pk) == "visits"

    def test_both_records_is_acting_for_one_person_by_the_wider_scope(self, child: tuple[Patient, Patient]) -> None:
        mother = an_account()
        a_proxy(child[0], mother, "read")
        a_proxy(child[1], mother, "all")
        assert len(held_by(mother.pk)) == 2
        link(child)
        assert [proxy.scope for proxy in held_by(mother.pk)] == ["all"]
        assert [proxy.scope for proxy in acting_for(child[0].pk)] == ["all"]
        assert scope_of(mother.pk, child[0].pk) == "all"

    def test_ended_on_one_record_it_is_ended_on_both(self, child: tuple[Patient, Patient]) -> None:
        mother = an_account()
        first = a_proxy(child[0], mother)
        a_proxy(child[1], mother)
        link(child)
        revoke(first)
        assert Proxy.objects.filter(revoked_at=None).count() == 0 and held_by(mother.pk) == []

    def test_granted_anew_the_terms_are_the_new_ones(self, child: tuple[Patient, Patient]) -> None:
        mother = an_account()
        a_proxy(child[0], mother, "all")
        link(child)
        grant(child[1], mother, Proxy.Relationship.PARENT, scope="read")
        assert scope_of(mother.pk, child[0].pk) == "read"

    def test_oneself_needs_no_permission_by_whichever_record(self, two: tuple[Patient, Patient]) -> None:
        account = an_account()
        Patient.objects.filter(pk=two[0].pk).update(account=account)
        link(two)
        with pytest.raises(Refused, match="themselves"):
            grant(two[1], account, Proxy.Relationship.CARER)


class TestThePortal:
    def page(self, account: Account | None, address: str) -> str:
        assert account
        answer = signed_in(account).get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def test_either_login_reaches_both_records(self, two: tuple[Patient, Patient]) -> None:
        for patient in two:
            patient.account = an_account()
            patient.save(update_fields=["account"])
        visits = [a_visit(patient, days=n + 2) for n, patient in enumerate(two)]
        link(two)
        for patient in two:
            shown = self.page(patient.account, "/visits")
            assert all(str(visit.pk) in shown for visit in visits)
            for visit in visits:
                self.page(patient.account, f"/visits/{visit.pk}")
                assert "BEGIN:VEVENT" in self.page(patient.account, f"/visits/{visit.pk}/calendar.ics")
            assert "ana@example.org" in self.page(patient.account, "/me")
        unlink(two)
        assert str(visits[1].pk) not in self.page(two[0].account, "/visits")
        assert signed_in(two[0].account).get(f"/visits/{visits[1].pk}").status_code == 404  # type: ignore[arg-type]

    def test_the_family_has_each_person_once(self, two: tuple[Patient, Patient]) -> None:
        two[0].account = an_account()
        two[0].save(update_fields=["account"])
        child, again = known("Bo Ruiz"), known("Bob Ruiz")
        for record in (child, again):
            a_proxy(record, two[0].account)
        link(two)
        actions.link(child.pk, again.pk)
        shown = self.page(two[0].account, "/family")
        assert shown.count("family-member") == 2
        client: Client = signed_in(two[0].account)
        assert client.post("/family/act", {"patient": str(again.pk)}).status_code == 302
        assert "acting for" in client.get("/").content.decode()
        # Her own other record is herself, not somebody for whom she acts.
        assert client.post("/family/act", {"patient": str(two[1].pk)}).status_code == 302
        assert "acting for" not in client.get("/").content.decode()

    def test_staff_who_looked_at_either_record_are_told(self, two: tuple[Patient, Patient], steward: Any) -> None:
        two[0].account = an_account()
        two[0].save(update_fields=["account"])
        audit.read(two[1].pk, "record")
        link(two)
        assert steward.label in self.page(two[0].account, "/me/seen")
        unlink(two)
        assert steward.label not in self.page(two[0].account, "/me/seen")


def test_a_letter_goes_to_no_address_that_one_record_says_not_to_use(
    two: tuple[Patient, Patient], mailoutbox: list[EmailMessage]
) -> None:
    def told_about(visit: Appointment) -> list[str]:
        mailoutbox.clear()
        confirm_by_email(happened(visit))
        return [address for letter in mailoutbox for address in letter.to]

    first, second = a_visit(two[0], days=2), a_visit(two[0], days=3)
    link(two)
    assert told_about(first) == ["ana@example.org"]
    contacts.stop_using(ContactPoint.objects.get(value="ana@example.org"))
    assert told_about(second) == []


def happened(visit: Appointment) -> Event:
    return ledger.record(
        "appointment.booked", patient_id=visit.patient_id, subject_id=visit.pk, data={"sequence": visit.sequence}
    )


def test_an_unlinked_patient_costs_no_more_than_one_query_for_their_records() -> None:
    alone = a_patient()
    with CaptureQueriesContext(connection) as queries:
        timeline(alone.pk)
    assert len(queries) == 3
    assert factories.a_patient().person_id

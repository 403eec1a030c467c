"""A protected record: no page of the desk shows it, or names it, before a reason is given; afterwards all of them do.

Every address of the desk is asked for, with ids of the patient's things, so that a new page is tested without anybody
remembering to.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import actor, clock
from heartline.kernel.actor import Kind
from heartline.kernel.models import AuditEntry, Event
from heartline.people.access import Audience
from heartline.people.models import Opening, Patient, Protection, Role, StaffMember
from heartline.people.permissions import may
from heartline.people.sensitive import actions
from heartline.people.sensitive.closed import closing, stand_in
from heartline.people.sensitive.queries import working
from heartline.people.sensitive.reactions import tell_privacy_officers
from heartline.scheduling.models import Appointment
from tests.factories import a_patient, a_proxy, an_account
from tests.people.people import as_actor, at_work, known
from tests.signing_in import signed_in
from tests.test_walk import OURS, World, access_of, ask, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]

CANARY = "Zephyrine Quillfeather"
STAFF_PAGES = [(route, entry) for route, entry in OURS if access_of(entry).audience == Audience.STAFF]
OF_A_PATIENT = {"patient_id", "visit_id", "entry_id", "offer_id", "proxy_id", "request_id"}
ROLES = [role for role in Role if not may(role, "protected.read")]


@pytest.fixture
def hidden(world: World) -> World:
    """The world of the walk, in which one's own record is protected and easy to recognize."""
    Patient.objects.filter(pk=world.mine.pk).update(name=CANARY, search="zephyrine quillfeather")
    world.mine.refresh_from_db()
    actions.protect(world.mine, Protection.Kind.PUBLIC)
    return world


def somebody_for(permission: str) -> StaffMember | None:
    role = next((role for role in ROLES if may(role, permission)), None)
    return at_work(role, name=f"Reader {role}") if role else None


def test_no_page_of_the_desk_shows_or_names_it(hidden: World) -> None:
    readers: dict[str, Client] = {}
    asked = 0
    for route, entry in STAFF_PAGES:
        access = access_of(entry)
        if access.permission not in readers and (member := somebody_for(access.permission)):
            readers[access.permission] = signed_in(member.account)  # type: ignore[arg-type]
        client = readers.get(access.permission)
        if client is None:
            continue
        address = hidden.fill(route, entry, hidden.mine)
        for method in ("get", "post"):
            answer = ask(client, method, address)
            assert answer.status_code < 500, (route, method, answer.status_code)
            assert CANARY not in answer.content.decode(errors="replace"), f"{method} {route} names a protected record"
        if access.guarded and OF_A_PATIENT & set(entry.pattern.converters):
            answer = ask(client, "get", address)
            answer = ask(client, "post", address) if answer.status_code == 405 else answer
            leads = answer.get("Location", "")
            assert answer.status_code == 302 and "/open" in leads, f"{route} asks for no reason: {answer.status_code}"
            asked += 1
    assert asked >= 15


def test_searching_finds_it_without_a_name(hidden: World) -> None:
    client = signed_in(at_work().account)  # type: ignore[arg-type]
    shown = client.get("/desk/find?q=zephyrine").content.decode()
    assert stand_in() in shown and CANARY not in shown


def test_the_day_shows_somebody_and_says_not_whom(hidden: World) -> None:
    visit = Appointment.objects.get(patient=hidden.mine)
    client = signed_in(at_work().account)  # type: ignore[arg-type]
    for way in ("clinician", "list"):
        day = visit.starts_at.astimezone(visit.site.zone).date()
        shown = client.get(f"/desk/?site={visit.site.slug}&date={day}&by={way}").content.decode()
        assert stand_in() in shown and CANARY not in shown


def test_an_id_in_a_query_or_a_form_is_enough_to_ask(hidden: World) -> None:
    client = signed_in(at_work(Role.AUDITOR).account)  # type: ignore[arg-type]
    answer = client.get(f"/desk/audit?patient={hidden.mine.pk}")
    assert answer.status_code == 302 and f"/patients/{hidden.mine.pk}/open" in answer["Location"]


class TestWithAReason:
    @pytest.fixture
    def nora(self) -> StaffMember:
        return at_work()

    @pytest.fixture
    def client(self, nora: StaffMember) -> Client:
        return signed_in(nora.account)  # type: ignore[arg-type]

    def give(self, client: Client, patient: Patient, **fields: str) -> Any:
        sent = {"reason": "call", "words": "She is on the phone and moves her visit."} | fields
        return client.post(f"/desk/patients/{patient.pk}/open?next=/desk/patients/{patient.pk}", sent)

    def test_it_opens_for_four_hours_to_this_reader(self, client: Client, hidden: World) -> None:
        assert self.give(client, hidden.mine)["Location"] == f"/desk/patients/{hidden.mine.pk}"
        assert CANARY in client.get(f"/desk/patients/{hidden.mine.pk}").content.decode()
        other = signed_in(at_work(name="Olga").account)  # type: ignore[arg-type]
        assert other.get(f"/desk/patients/{hidden.mine.pk}").status_code == 302
        with clock.set(clock.now() + timedelta(hours=4, minutes=1)):
            assert working(StaffMember.objects.get(name="Nora Nuñez").account_id)[1] == {hidden.mine.pk}  # type: ignore[arg-type]

    @pytest.mark.parametrize("fields", [{"reason": ""}, {"words": ""}, {"words": "because"}, {"reason": "curious"}])
    def test_without_choice_and_words_it_stays_shut(
        self, client: Client, hidden: World, fields: dict[str, str]
    ) -> None:
        assert self.give(client, hidden.mine, **fields).status_code == 422
        assert not Opening.objects.exists()
        assert client.get(f"/desk/patients/{hidden.mine.pk}").status_code == 302

    def test_the_patient_reads_who_and_why_and_a_proxy_does_not(self, client: Client, hidden: World) -> None:
        self.give(client, hidden.mine)
        entry = AuditEntry.objects.get(what="protected record")
        assert entry.confidential and entry.reason.startswith("call: ")
        shown = signed_in(hidden.mine.account).get("/me/seen").content.decode()  # type: ignore[arg-type]
        assert "You were with them, or on the phone" in shown and "moves her visit" in shown
        parent = an_account()
        a_proxy(hidden.mine, parent, relationship="carer")
        assert "moves her visit" not in signed_in(parent).get("/me/seen").content.decode()

    def test_the_privacy_officer_is_told_once_and_judges_it(self, client: Client, hidden: World) -> None:
        officer = at_work(Role.PRIVACY_OFFICER, name="Petra")
        self.give(client, hidden.mine)
        event = Event.objects.get(kind="record.opened")
        for _again in range(2):
            tell_privacy_officers(event)
        letters = [letter for letter in mail.outbox if officer.account.email in letter.to]  # type: ignore[union-attr]
        assert len(letters) == 1 and CANARY not in letters[0].subject + str(letters[0].body)
        desk = signed_in(officer.account)  # type: ignore[arg-type]
        shown = desk.get("/desk/privacy/openings").content.decode()
        assert CANARY in shown and "moves her visit" in shown
        opening = Opening.objects.get()
        desk.post(f"/desk/privacy/openings/{opening.pk}", {"verdict": "follow_up", "note": "Ask Nora"})
        opening.refresh_from_db()
        assert (opening.verdict, opening.verdict_by) == ("follow_up", "Petra")

    def test_it_leads_only_to_our_own_pages(self, client: Client, hidden: World) -> None:
        sent = {"reason": "call", "words": "She is on the phone now.", "next": "https://evil.example/desk/"}
        answer = client.post(f"/desk/patients/{hidden.mine.pk}/open", sent)
        assert answer["Location"] == f"/desk/patients/{hidden.mine.pk}"


def test_a_clinician_opens_the_records_of_their_own_patients(hidden: World) -> None:
    visit = Appointment.objects.get(patient=hidden.mine)
    member = visit.clinician.staff_member  # type: ignore[union-attr]
    member.account = an_account()  # type: ignore[union-attr]
    member.save()  # type: ignore[union-attr]
    with clock.set(visit.starts_at - timedelta(days=3)):
        assert working(member.account_id)[1] == frozenset()  # type: ignore[union-attr, arg-type]
    with clock.set(visit.starts_at + timedelta(days=40)):
        assert working(member.account_id)[1] == {hidden.mine.pk}  # type: ignore[union-attr, arg-type]


def test_protection_covers_every_record_of_the_person_until_it_is_lifted() -> None:
    from heartline.people.linking.actions import link

    one, two = known("Ana Ruiz"), known("Ana Ruiz")
    link(one.pk, two.pk, reason="same person")
    protection = actions.protect(one, Protection.Kind.COLLEAGUE)
    nora = at_work()
    assert working(nora.account_id)[1] == {one.pk, two.pk}  # type: ignore[arg-type]
    actions.lift(protection)
    assert working(nora.account_id)[1] == frozenset()  # type: ignore[arg-type]


def test_a_masked_row_cannot_be_saved() -> None:
    patient = a_patient()
    with closing([patient.pk]):
        masked = Patient.objects.get(pk=patient.pk)
        assert (masked.name, masked.birth_date) == (stand_in(), None)
        with pytest.raises(RuntimeError):
            masked.save()
    assert Patient.objects.get(pk=patient.pk).name == patient.name


def test_where_nothing_is_protected_the_guard_asks_nothing_of_the_database(world: World) -> None:
    from django.db import connection

    nora = at_work()
    client = signed_in(nora.account)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/desk/patients/{world.mine.pk}/open")
    assert not [
        query for query in queries.captured_queries if "UNION ALL" in query["sql"] and "scheduling_" in query["sql"]
    ]


def test_jobs_and_patients_are_shown_names() -> None:
    account = an_account()
    patient = a_patient(name=CANARY, account=account)
    with actor.acting(as_actor(at_work())):
        actions.protect(patient, Protection.Kind.WISH)
    assert actor.current().kind is Kind.SYSTEM and Patient.objects.get(pk=patient.pk).name == CANARY
    assert CANARY in signed_in(account).get("/me").content.decode()

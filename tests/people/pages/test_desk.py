"""Staff's pages of people, under the real middleware."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry, Event
from heartline.people import panels
from heartline.people.details.actions import note_how_to_speak
from heartline.people.models import Account, Patient, Proxy, Role, StaffMember
from heartline.people.registration.person import Contact, Language
from tests.factories import an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora() -> StaffMember:
    return at_work(Role.MANAGER)


@pytest.fixture
def client(nora: StaffMember) -> Client:
    return signed_in(nora.account)


@pytest.fixture
def ana() -> Patient:
    return known(
        {"family": "Ruiz", "given": ["Ana"]}, birth_date=date(1984, 3, 12), how_to_speak="Call after 5 pm",
        languages=[Language(language="es", preferred=True, interpreter_needed=True)], needs=["wheelchair"], pronouns="she/her",
        contacts=[Contact(system="sms", value="+14155552671", preferred=True, shared=True)],
    )  # fmt: skip


def looks(patient: Patient) -> list[str]:
    return list(AuditEntry.objects.filter(patient_id=patient.pk).order_by("id").values_list("what", flat=True))


def page(client: Client, address: str, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_whoever_is_found_is_shown_and_noted_once(client: Client, ana: Patient, nora: StaffMember) -> None:
    shown = page(client, "/desk/find?q=ruiz")
    assert all(words in shown for words in ("Ana Ruiz", ana.mrn, "12 Mar 1984", "Spanish", "interpreter"))
    entry = AuditEntry.objects.get(patient_id=ana.pk)
    assert (entry.what, entry.actor_label, entry.actor_role, entry.door) == ("search", nora.name, "manager", "desk")


def test_whoever_is_not_found_is_registered_under_what_was_typed(client: Client) -> None:
    assert 'href="/desk/patients/new?q=zq%20%26%20%2B1"' in page(client, "/desk/find?q=zq+%26+%2B1")


def test_the_quick_find_gets_options_only(client: Client, ana: Patient) -> None:
    shown = page(client, "/desk/find?q=ru", **{"X-Quick-Find": "1"}).strip()
    assert shown.startswith("<li ") and f'data-href="/desk/patients/{ana.pk}"' in shown and 'role="option"' in shown
    assert page(client, "/desk/find?q=zzzz", **{"X-Quick-Find": "1"}).strip() == ""
    assert looks(ana) == ["search"]


def test_a_full_list_takes_as_many_queries_as_a_short_one(client: Client) -> None:
    known("Rosa Ruiz")
    page(client, "/desk/find?q=ruiz")
    with CaptureQueriesContext(connection) as short:
        page(client, "/desk/find?q=ruiz")
    for n in range(40):
        known(f"Rosa Ruiz {n}")
    with CaptureQueriesContext(connection) as full:
        shown = page(client, "/desk/find?q=ruiz")
    assert shown.count("<tr data-row>") == 30
    assert len(full) == len(short) <= 18


def test_the_patients_page_says_how_to_speak_with_them(client: Client, ana: Patient) -> None:
    shown = page(client, f"/desk/patients/{ana.pk}")
    for words in (
        "Ana Ruiz",
        "she/her",
        "interpreter needed",
        "Uses a wheelchair",
        "Call after 5 pm",
        "shared with others",
    ):
        assert words in shown, words
    assert "Registered" in shown
    assert looks(ana) == ["record", "timeline"]


def test_the_patients_page_is_bounded_whatever_there_is(client: Client, ana: Patient) -> None:
    page(client, f"/desk/patients/{ana.pk}")
    with CaptureQueriesContext(connection) as little:
        page(client, f"/desk/patients/{ana.pk}")
    Event.objects.bulk_create(
        Event(at=clock.now(), kind="patient.registered", patient_id=ana.pk, actor_kind="system", door="system")
        for _ in range(10_000)
    )
    for n in range(8):
        ana.contact_points.create(system="phone", value=f"+1415555000{n}")
        ana.coverages.create(payer=f"Payer {n}")
        Proxy.objects.create(
            patient=ana, holder=an_account(), holder_name=f"H{n}", relationship="carer", starts_on=date(2020, 1, 1)
        )
    with CaptureQueriesContext(connection) as much:
        shown = page(client, f"/desk/patients/{ana.pk}")
    assert len(much) == len(little) <= 40
    assert "Show older" in shown


def test_older_entries_come_as_a_part(client: Client, ana: Patient) -> None:
    Event.objects.bulk_create(
        Event(at=clock.now(), kind="coverage.added", patient_id=ana.pk, actor_kind="system", door="system")
        for _ in range(60)
    )
    first = client.get(f"/desk/patients/{ana.pk}/timeline?kind=record")
    older = first.context["older_href"]
    assert "kind=record" in older
    part = page(client, older, **{"HX-Request": "true"})
    assert part.count('class="timeline-entry"') == 11
    assert "<html" not in part
    assert "<html" in page(client, older)


def test_panels_of_other_domains_are_drawn_for_those_who_may(client: Client, ana: Patient, monkeypatch: Any) -> None:
    monkeypatch.setattr(panels, "_panels", {})
    panels.panel("mine", order=1)(lambda patient: ("components/notice.html", {"text": f"for {patient.name}"}))
    panels.panel("secret", permission="settings.edit")(
        lambda patient: ("components/notice.html", {"text": "not for managers"})
    )
    shown = page(client, f"/desk/patients/{ana.pk}")
    assert "for Ana Ruiz" in shown
    assert "not for managers" not in shown


def test_who_may_not_read_the_timeline_sees_none(ana: Patient) -> None:
    shown = page(signed_in(at_work(Role.PARTNER_AGENT).account), f"/desk/patients/{ana.pk}")
    assert "Registered" not in shown
    assert looks(ana) == ["record"]


def test_registering_asks_about_who_seems_to_be_the_same(client: Client, ana: Patient) -> None:
    sent = {
        "key": "k1",
        "given": "Ana",
        "family": "Ruíz",
        "birth_date": "1984-03-12",
        "sex": "female",
        "phone": "",
        "email": "",
    }
    answer = client.post("/desk/patients/new", sent)
    assert "Is it one of these?" in answer.content.decode()
    assert looks(ana) == ["possible duplicate"]
    answer = client.post("/desk/patients/new", sent | {"anyway": "1"})
    new = Patient.objects.exclude(pk=ana.pk).get()
    assert answer.headers["Location"] == f"/desk/patients/{new.pk}"
    again = client.post("/desk/patients/new", sent | {"anyway": "1"})
    assert again.headers["Location"] == f"/desk/patients/{new.pk}"
    assert Patient.objects.count() == 2


def test_registering_somebody_with_one_name_and_a_shared_phone(client: Client) -> None:
    client.post(
        "/desk/patients/new",
        {"key": "k", "given": "Suharto", "sex": "unknown", "language": "id", "interpreter_needed": "on", "script": "苏哈托",
         "phone": "415 555 2671", "texts": "on", "shared": "on", "email": "S@example.org", "how_to_speak": "Softly"},
    )  # fmt: skip
    new = Patient.objects.get()
    assert (new.name, new.language, new.interpreter_needed, new.how_to_speak) == ("Suharto", "id", True, "Softly")
    assert {(p.system, p.value, p.preferred, p.shared) for p in new.contact_points.all()} == {
        ("sms", "+14155552671", True, True), ("email", "s@example.org", False, False)}  # fmt: skip
    assert new.names.get(script="Hani").text == "苏哈托"


def test_what_is_missing_or_wrong_is_said(client: Client) -> None:
    answer = client.post("/desk/patients/new", {"key": "k", "sex": "unknown", "phone": "12", "email": "x"})
    assert answer.status_code == 422
    for words in ("at least one part of the name", "too short or too long", "e-mail address"):
        assert words in answer.content.decode()
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("what", "sent", "check"),
    [
        (
            "name",
            {"given": "Ana", "family": "Silva", "full": "Ana Ruiz", "script": "安娜"},
            lambda p: p.name == "Ana Silva",
        ),
        ("name", {"given": "Ana", "family": "Ruiz", "full": "Ruiz Ana"}, lambda p: p.name == "Ruiz Ana"),
        ("birth", {"birth_date": "1985-04-13", "sex": "female"}, lambda p: p.birth_date == date(1985, 4, 13)),
        ("speak", {"words": "Softly"}, lambda p: p.how_to_speak == "Softly"),
        ("coverage", {"payer": "Blue Shield"}, lambda p: p.coverages.get().payer == "Blue Shield"),
        (
            "emergency",
            {"name": "Luis", "phone": "415 555 0100"},
            lambda p: p.related_people.get().phone == "+14155550100",
        ),
    ],
)
def test_staff_change_details_for_a_caller(
    client: Client, ana: Patient, what: str, sent: dict[str, Any], check: Any
) -> None:
    page(client, f"/desk/patients/{ana.pk}/edit/{what}")
    assert client.post(f"/desk/patients/{ana.pk}/edit/{what}", sent).status_code == 302
    ana.refresh_from_db()
    assert check(ana)
    told = Event.objects.filter(patient_id=ana.pk).latest("id")
    assert (told.actor_kind, told.actor_role, told.door) == ("staff", "manager", "desk")
    assert "details" in looks(ana)


def test_staff_say_that_a_phone_reaches_them(client: Client, ana: Patient) -> None:
    point = ana.contact_points.get()
    client.post(f"/desk/patients/{ana.pk}/edit/contacts/{point.pk}", {"do": "verify"})
    point.refresh_from_db()
    assert point.verified_at
    other = known("Luis Silva")
    assert client.post(f"/desk/patients/{other.pk}/edit/contacts/{point.pk}", {"do": "remove"}).status_code == 404


def test_a_clinician_may_note_how_to_speak_but_change_nothing_else(ana: Patient) -> None:
    client = signed_in(at_work(Role.CLINICIAN).account)
    assert client.post(f"/desk/patients/{ana.pk}/how-to-speak", {"words": "Softly"}).status_code == 302
    assert client.post(f"/desk/patients/{ana.pk}/edit/speak", {"words": "Loudly"}).status_code == 403
    ana.refresh_from_db()
    assert ana.how_to_speak == "Softly"


def test_a_parent_is_let_in_until_the_child_is_of_age_and_out_again(client: Client) -> None:
    son = known("Bo Ruiz", birth_date=date(2018, 6, 1))
    address = f"/desk/patients/{son.pk}/proxies/new"
    assert 'value="2036-06-01"' in page(client, address)
    client.post(
        address,
        {
            "name": "Ana Ruiz",
            "email": "ana@example.org",
            "relationship": "parent",
            "scope": "all",
            "ends_on": "2036-06-01",
        },
    )
    proxy = Proxy.objects.get()
    assert (proxy.holder_name, proxy.ends_on, proxy.granted_by) == ("Ana Ruiz", date(2036, 6, 1), "Nora Nuñez")
    parent = signed_in(Account.objects.get(email="ana@example.org"))
    assert "Bo Ruiz" in page(parent, "/family")
    client.post(f"/desk/patients/{son.pk}/proxies/{proxy.pk}/end")
    assert parent.get("/family").status_code == 403


def test_the_log_is_read_by_patient_and_by_staff_and_its_chain_is_checked(
    client: Client, ana: Patient, nora: StaffMember
) -> None:
    page(client, f"/desk/patients/{ana.pk}")
    officer = signed_in(at_work(Role.PRIVACY_OFFICER, "Petra").account)
    shown = page(officer, f"/desk/audit?patient={ana.pk}&verify=1")
    assert "Ana Ruiz" in shown and "Nora Nuñez" in shown and "The chain is whole" in shown
    assert page(officer, f"/desk/audit?staff={nora.account_id}").count("<tr data-row>") == 2
    assert page(officer, f"/desk/audit?staff={an_account().pk}").count("<tr data-row>") == 0
    assert "audit" in looks(ana)
    assert page(officer, "/desk/audit?log=1").count("<tr data-row>") > page(officer, "/desk/audit").count(
        "<tr data-row>"
    )
    assert "Ana Ruiz" in page(officer, "/desk/audit?q=ruiz")
    assert officer.get("/desk/audit?patient=x&staff=y&before=z").status_code == 200


def test_the_log_is_bounded_however_long_it_is(client: Client) -> None:
    for n in range(12):
        page(client, f"/desk/patients/{known(f'Ana Ruiz {n}').pk}")
    officer = signed_in(at_work(Role.PRIVACY_OFFICER).account)
    with CaptureQueriesContext(connection) as queries:
        page(officer, "/desk/audit")
    assert len(queries) <= 20  # two of them count what waits for the privacy officer


def test_a_live_refresh_is_the_same_page(client: Client, ana: Patient) -> None:
    shown = page(client, f"/desk/patients/{ana.pk}")
    assert f"topic=patient:{ana.pk}" in shown
    assert 'hx-select="#record-coming"' in shown
    assert all(f'id="{part}"' in shown for part in ("record-coming", "record-banner", "record-who", "timeline-entries"))


def test_only_what_is_new_is_put_on_top_of_the_timeline(client: Client, ana: Patient) -> None:
    newer = client.get(f"/desk/patients/{ana.pk}").context["newer_href"]
    assert client.get(newer, headers={"HX-Request": "true"}).status_code == 204
    note_how_to_speak(ana, "Softly")
    part = page(client, newer, **{"HX-Request": "true"})
    assert part.count('class="timeline-entry"') == 1
    assert 'hx-swap-oob="true"' in part
    assert newer not in part.replace("&amp;", "&")  # its successor asks for what comes after

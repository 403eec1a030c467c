"""Patients' pages of people, under the real middleware."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from heartline.kernel import audit
from heartline.kernel.actor import acting
from heartline.kernel.models import Event
from heartline.people.contacts.actions import add, stop_using
from heartline.people.details.photo import change_photo
from heartline.people.models import OpeningHours, Patient, Proxy, Role
from heartline.people.proxies.actions import grant
from heartline.people.registration.person import Contact, Language, Relative
from tests.factories import a_site, an_account, an_organization
from tests.people.people import as_actor, at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Patient:
    return known(
        "Ana Ruiz", account=an_account(), birth_date=date(1984, 3, 12),
        languages=[Language(language="es", preferred=True)],
        contacts=[Contact(system="sms", value="+14155552671", preferred=True)],
        relatives=[Relative(name="Luis", relationship="brother")],
    )  # fmt: skip


@pytest.fixture
def client(ana: Patient) -> Client:
    return signed_in(ana.account)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_my_details_show_what_is_known_in_a_bounded_number_of_queries(client: Client, ana: Patient) -> None:
    with CaptureQueriesContext(connection) as queries:
        shown = page(client, "/me")
    assert all(words in shown for words in ("Ana Ruiz", ana.mrn, "Spanish", "+1 415-555-2671", "Luis (brother)"))
    assert len(queries) <= 32


def test_a_number_for_calls_and_text_messages_is_listed_once(client: Client, ana: Patient) -> None:
    mobile = "+14155552671"
    add(ana, Contact(system="phone", value=mobile))
    add(ana, Contact(system="phone", value="+14155552672"))
    shown = page(client, "/me")
    assert shown.count("+1 415-555-2671") == 1 and "(calls and text messages)" in shown
    assert shown.count("+1 415-555-2672") == 1 and shown.count("text messages)") == 1
    point = ana.contact_points.get(system="phone", value=mobile)
    stop_using(point)
    assert "(calls and text messages)" not in page(client, "/me")


@pytest.mark.parametrize(
    ("what", "sent", "check"),
    [
        ("name", {"usual": "Nita"}, lambda p: p.name == "Nita"),
        ("about", {"pronouns": "she/her", "gender_identity": ""}, lambda p: p.pronouns == "she/her"),
        ("languages", {"language": "vi", "interpreter_needed": "on", "second": "es"}, lambda p: (p.language, p.interpreter_needed) == ("vi", True)),
        ("needs", {"needs": ["quiet", "more_time"]}, lambda p: p.needs == ["quiet", "more_time"]),
        ("address", {"line": "1 Oak St", "city": "Oakland"}, lambda p: p.addresses.get().city == "Oakland"),
    ],
)  # fmt: skip
def test_one_thing_is_changed_a_page(client: Client, ana: Patient, what: str, sent: dict[str, Any], check: Any) -> None:
    page(client, f"/me/{what}")
    assert client.post(f"/me/{what}", sent).headers["Location"] == "/me"
    ana.refresh_from_db()
    assert check(ana)
    told = Event.objects.filter(patient_id=ana.pk).latest("id")
    assert (told.actor_kind, told.actor_id, told.door) == ("patient", ana.account_id, "portal")


def test_a_phone_is_added_used_first_and_removed(client: Client, ana: Patient) -> None:
    answer = client.post("/me/contacts/new", {"value": "415 555 0100", "use": "home", "preferred": "on"})
    assert answer.headers["Location"] == "/me/contacts"
    point = ana.contact_points.get(value="+14155550100")
    assert point.preferred
    for do in ("stop", "allow", "share", "keep", "prefer", "remove"):
        assert client.post(f"/me/contacts/{point.pk}", {"do": do}).status_code == 302
    assert not ana.contact_points.filter(pk=point.pk).exists()


def test_a_wrong_number_is_said_and_what_was_filled_in_stays(client: Client) -> None:
    answer = client.post("/me/contacts/new", {"value": "12", "use": "home"})
    assert answer.status_code == 422
    assert "too short or too long" in answer.content.decode()
    assert 'value="12"' in answer.content.decode()


def test_a_patient_cannot_say_that_their_phone_is_verified(client: Client, ana: Patient) -> None:
    point = ana.contact_points.get()
    assert client.post(f"/me/contacts/{point.pk}", {"do": "verify"}).status_code == 404


def test_somebody_elses_phone_is_not_there(client: Client) -> None:
    other = known("Luis Silva", contacts=[Contact(system="phone", value="+14155550111")])
    point = other.contact_points.get()
    assert client.post(f"/me/contacts/{point.pk}", {"do": "remove"}).status_code == 404
    assert other.contact_points.exists()


@pytest.mark.parametrize("address", ["/me/nothing", "/me/speak", "/me/birth", "/me/name/new", "/me/contacts/x"])
def test_what_is_not_the_patients_to_change_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code in (404, 405)
    assert client.post(address, {"do": "remove"}).status_code == 404


def test_the_photo_is_shown_to_its_patient_and_to_nobody_else(
    client: Client, ana: Patient, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    out.seek(0)
    assert client.post("/me/photo", {"picture": out}).status_code == 302
    ana.refresh_from_db()
    shown = client.get(f"/photo/{ana.pk}")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown.headers["Cache-Control"]
    assert signed_in(known("Luis", account=an_account()).account).get(f"/photo/{ana.pk}").status_code == 404
    assert client.get(f"/media/{ana.photo.name}").status_code == 404


def test_who_looked_is_told_in_plain_words_with_what_they_are(client: Client, ana: Patient) -> None:
    nurse = at_work(Role.NURSE, "Nora Nuñez")
    staff = signed_in(nurse.account)
    staff.get("/desk/find?q=ana")
    staff.get(f"/desk/patients/{ana.pk}")
    shown = page(client, "/me/seen")
    assert all(
        words in shown
        for words in ("Nora Nuñez", "Nurse", "your name in a list of search results", "your record", "your timeline")
    )
    assert shown.count("Nora Nuñez") == 1


def test_looks_at_somebody_else_are_not_shown(client: Client) -> None:
    other = known("Luis Silva", account=an_account())
    signed_in(at_work().account).get(f"/desk/patients/{other.pk}")
    assert "Nobody has looked" in page(client, "/me/seen")


def test_many_looks_are_paged_and_bounded(client: Client, ana: Patient) -> None:
    with acting(as_actor(at_work())):
        for n in range(205):
            audit.read(ana.pk, f"page {n}")
    with CaptureQueriesContext(connection) as queries:
        shown = page(client, "/me/seen")
    assert len(queries) <= 20
    assert "?before=6" in shown  # the oldest of the two hundred newest
    assert "page 0" in page(client, "/me/seen?before=6")


def test_acting_for_a_child_and_back(client: Client, ana: Patient) -> None:
    son = known("Bo Ruiz")
    grant(son, ana.account, "parent", ends_on=date(2040, 1, 1))
    assert "Bo Ruiz" in page(client, "/family")
    client.post("/family/act", {"patient": str(son.pk)})
    assert "Bo Ruiz" in page(client, "/me")
    client.post("/me/about", {"pronouns": "he/him"})
    told = Event.objects.filter(patient_id=son.pk).latest("id")
    assert (told.actor_kind, told.actor_label) == ("proxy", "Ana Ruiz")
    client.post("/family/act", {"patient": str(ana.pk)})
    assert "Born" in page(client, "/me")
    assert client.post("/family/act", {"patient": str(known("Luis").pk)}).status_code == 404


def test_a_reader_is_told_that_they_may_not_change(ana: Patient) -> None:
    carer = known("Luis Silva", account=an_account())
    grant(ana, carer.account, "carer", scope="read")
    client = signed_in(carer.account)
    client.post("/family/act", {"patient": str(ana.pk)})
    assert 'href="/me/name"' not in page(client, "/me")
    assert "may not do this" in page(client, "/me/name", 403)
    assert client.post("/me/name", {"usual": "Nita"}).status_code == 403
    ana.refresh_from_db()
    assert ana.name == "Ana Ruiz"


def test_ending_who_acts_for_me(client: Client, ana: Patient) -> None:
    carer = known("Luis Silva", account=an_account())
    proxy = grant(ana, carer.account, "carer")
    assert "Luis Silva" in page(client, "/family")
    assert signed_in(known("Olga", account=an_account()).account).post(f"/family/{proxy.pk}/end").status_code == 404
    client.post(f"/family/{proxy.pk}/end")
    assert Proxy.objects.get(pk=proxy.pk).revoked_by == "Ana Ruiz"
    assert "Nobody can act for you" in page(client, "/family")


def test_laying_it_down_while_acting_goes_back_to_oneself(ana: Patient) -> None:
    carer = known("Luis Silva", account=an_account())
    proxy = grant(ana, carer.account, "carer")
    client = signed_in(carer.account)
    client.post("/family/act", {"patient": str(ana.pk)})
    assert client.post(f"/family/{proxy.pk}/end").status_code == 302
    assert "Luis Silva" in page(client, "/me")


def test_the_language_of_the_pages_is_kept_with_the_account(client: Client, ana: Patient) -> None:
    answer = client.post("/me/app-language", {"language": "ar"})
    assert answer.cookies["django_language"].value == "ar"
    ana.account.refresh_from_db()
    assert ana.account.language == "ar"
    assert 'dir="rtl"' in page(client, "/me")
    assert client.post("/me/app-language", {"language": "xx"}).status_code == 200


def test_talk_says_what_cannot_wait_first_and_asks_for_no_sign_in() -> None:
    organization = an_organization(emergency_number="911", crisis_line="988")
    site = a_site(organization=organization, name="Riverside")
    OpeningHours.objects.create(site=site, weekday=1, opens="08:00", closes="17:00")
    with CaptureQueriesContext(connection) as queries:
        shown = page(Client(), "/talk")
    assert shown.index("tel:911") < shown.index("tel:988") < shown.index("tel:+1555") < shown.index("Riverside")
    assert len(queries) <= 12


def test_a_photo_of_the_child_is_shown_to_the_parent(
    client: Client, ana: Patient, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    son = known("Bo Ruiz")
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    change_photo(son, out.getvalue())
    assert client.get(f"/photo/{son.pk}").status_code == 404
    grant(son, ana.account, "parent")
    assert client.get(f"/photo/{son.pk}").status_code == 200

"""The archive: every table of a patient's is in it, as a page and as FHIR; a proxy's holds nothing confidential."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection

from heartline.kernel import actor, audit, clock, ledger
from heartline.kernel.db import security
from heartline.kernel.models import AuditEntry, Event
from heartline.people import fhir_types as r4
from heartline.people.access_requests import actions, holdings
from heartline.people.access_requests.labels import LABELS
from heartline.people.access_requests.own_holdings import INSIDE
from heartline.people.linking.actions import link
from heartline.people.models import AccessRequest, Account, Patient, PatientLanguage, Proxy, Site
from heartline.scheduling import fhir_types as visits_r4
from heartline.scheduling.booking.happenings import facts
from heartline.scheduling.models import Appointment
from tests.factories import a_patient, a_proxy, a_site, an_account
from tests.filling import filled, model_of
from tests.people.people import known, proxy_of, themselves

pytestmark = pytest.mark.django_db

READ_BACK = {
    "Patient": r4.Patient, "RelatedPerson": r4.RelatedPerson, "Coverage": r4.Coverage,
    "Appointment": visits_r4.Appointment,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def patient() -> Patient:
    return known("Ana Ruiz", account=an_account(), birth_date="1990-03-04")


def asked(patient: Patient) -> ZipFile:
    """What the patient gets when they ask."""
    with actor.acting(themselves(patient)):
        request = actions.ask(patient)
    actions.prepare(request)
    with actor.acting(themselves(patient)):
        whole = actions.fetch(request)
    assert whole is not None
    return ZipFile(BytesIO(whole))


def bundle(archive: ZipFile) -> list[dict[str, Any]]:
    whole = json.loads(archive.read("fhir/bundle.json"))
    assert whole["resourceType"] == "Bundle" and whole["type"] == "collection"
    return [entry["resource"] for entry in whole["entry"]]


OF_LOGINS = ("people_account", "channels_pushdevice")  # of whoever signs in, for whomever: no patient's


def tables_of_patients() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in security.confined_tables(cursor) if name not in (*OF_LOGINS, "people_patient")]


def test_every_table_that_the_database_confines_is_walked() -> None:
    walked = {model._meta.db_table for model, _holding in holdings.tables()}
    assert set(tables_of_patients()) <= walked


@pytest.mark.parametrize(
    "table", sorted(model._meta.db_table for model, _ in holdings.tables() if model is not Patient)
)
def test_a_row_of_each_table_is_told_and_written(patient: Patient, table: str) -> None:
    model = model_of(table)
    if model is AuditEntry:
        audit.read(patient.pk, "record")
        row: Any = AuditEntry.objects.latest("id")
    elif model is Event:
        row = ledger.record("patient.registered", patient_id=patient.pk)
    else:
        row = model._default_manager.filter(patient_id=patient.pk).first() or filled(model, patient)
    archive = asked(patient)
    page = archive.read(f"pages/{table.replace('_', '-')}.html").decode()
    assert "<article>" in page, f"{table}: the page tells of no row"
    resources = bundle(archive)
    if model in INSIDE:
        element = {"people_humanname": "name", "people_contactpoint": "telecom", "people_address": "address",
                   "people_patientlanguage": "communication", "people_identifier": "identifier"}[table]  # fmt: skip
        assert next(each for each in resources if each["resourceType"] == "Patient")[element]
    else:
        keys = {each["id"] for each in resources}
        assert {holdings.resource_id(row), f"audit-{row.pk}", f"event-{row.pk}"} & keys, f"{table} is not in the bundle"


def test_what_opens_something_is_not_in_it(patient: Patient) -> None:
    row = filled(model_of("people_invitation"), patient)
    archive = asked(patient)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert row.digest.encode() not in everything  # type: ignore[attr-defined]
    assert b"AGE-SECRET-KEY" not in everything


def test_the_bundle_reads_back_as_r4(patient: Patient) -> None:
    for table in ("people_relatedperson", "people_coverage", "scheduling_appointment", "people_contactpoint"):
        filled(model_of(table), patient)
    resources = bundle(asked(patient))
    assert set(READ_BACK) <= {each["resourceType"] for each in resources}
    for each in resources:
        assert len(each["id"]) <= 64 and "_" not in each["id"]
        if each["resourceType"] in READ_BACK:
            READ_BACK[each["resourceType"]].model_validate(each)


def test_pages_are_self_contained_and_in_the_language_of_whoever_asked(patient: Patient) -> None:
    request = AccessRequest.objects.create(
        patient=patient, asked_by=patient.account, asked_at="2026-01-01T00:00Z", due_on="2026-01-31", language="ar",
        confidential=True,
    )  # fmt: skip
    actions.prepare(request)
    with actor.acting(themselves(patient)):
        whole = actions.fetch(request)
    archive = ZipFile(BytesIO(whole or b""))
    index = archive.read("index.html").decode()
    assert '<html lang="ar" dir="rtl">' in index
    for name in archive.namelist():
        if name.endswith(".html"):
            text = archive.read(name).decode()
            assert "http://" not in text and "https://" not in text and "<script" not in text and "src=" not in text
    for href in index.split('href="')[1:]:
        assert href.split('"')[0] in archive.namelist()


class TestForAProxy:
    @pytest.fixture
    def parent(self, patient: Patient) -> Account:
        account = an_account()
        a_proxy(patient, account, relationship=Proxy.Relationship.CARER)
        return account

    def test_it_holds_what_is_open_and_nothing_confidential(self, patient: Patient, parent: Account) -> None:
        shown, hidden = filled(Appointment, patient), filled(Appointment, patient)
        Appointment.objects.filter(pk=hidden.pk).update(confidential=True, reason="CANARY")
        with actor.acting(proxy_of(parent)):
            request = actions.ask(patient)
        actions.prepare(request)
        with actor.acting(proxy_of(parent)):
            whole = actions.fetch(request)
        archive = ZipFile(BytesIO(whole or b""))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert str(shown.pk) in everything
        assert str(hidden.pk) not in everything and "CANARY" not in everything

    def test_another_gets_nothing_by_its_id(self, patient: Patient, parent: Account) -> None:
        with actor.acting(themselves(patient)):
            request = actions.ask(patient)
        actions.prepare(request)
        with actor.acting(proxy_of(parent)):
            assert actions.fetch(request) is None


def test_linked_records_are_in_it(patient: Patient) -> None:
    other = a_patient(name="Ana María Ruiz")
    link(patient.pk, other.pk, reason="same person")
    archive = asked(patient)
    assert "Ana María Ruiz" in archive.read("pages/people-patient.html").decode()
    links = {each["id"]: each["link"] for each in bundle(archive) if each["resourceType"] == "Patient"}
    for own, its_other in ((patient.pk, other.pk), (other.pk, patient.pk)):
        assert links[str(own)] == [{"other": {"reference": f"Patient/{its_other}"}, "type": "seealso"}]


def test_asked_on_another_record_of_the_same_person_it_is_the_same_request(patient: Patient) -> None:
    other = a_patient(name="Ana María Ruiz")
    link(patient.pk, other.pk, reason="same person")
    with actor.acting(themselves(patient)):
        assert actions.ask(patient) == actions.ask(other)


def test_who_is_not_linked_has_no_link(patient: Patient) -> None:
    a_patient(name="Somebody Else")
    record = next(each for each in bundle(asked(patient)) if each["resourceType"] == "Patient")
    assert "link" not in record


def test_languages_have_their_names_and_times_their_zone(patient: Patient) -> None:
    a_site(time_zone="America/Chicago")
    elsewhere = filled(Appointment, patient)
    Site.objects.filter(pk=elsewhere.site_id).update(time_zone="Asia/Tokyo", active=False)
    PatientLanguage.objects.create(patient=patient, language="vi", preferred=True)
    archive = asked(patient)
    assert "<bdi>Vietnamese</bdi>" in archive.read("pages/people-patientlanguage.html").decode()
    page = archive.read("pages/scheduling-appointment.html").decode()
    assert "times are Chicago time" in page and "Tokyo time" in page
    assert "times are Chicago time" in archive.read("README.txt").decode()


def test_everything_told_has_a_name_in_the_patients_words() -> None:
    unnamed = [
        f"{model._meta.db_table}.{field.name}"
        for model, holding in holdings.tables()
        if holding.tell is holdings.plainly
        for field in holdings.told(model)
        if field.name not in LABELS
    ]
    assert unnamed == []


def test_days_in_an_archive_always_have_their_year(patient: Patient) -> None:
    visit = filled(Appointment, patient)
    ledger.record("appointment.booked", patient_id=patient.pk, subject_id=visit.pk, data=facts(visit))
    archive, year = asked(patient), f" {clock.now().year}, "
    assert year in archive.read("index.html").decode()
    happened = archive.read("pages/ledger-event.html").decode().split("Booked · ")[1].split("</bdi>")[0]
    assert f" {visit.period.lower.year}, " in happened

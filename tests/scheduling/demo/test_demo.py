"""The demo clinic's calendars obey the same rules as everybody's, and leave times to be found."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from heartline.kernel import audit, clock
from heartline.kernel.db.confine import as_patient
from heartline.kernel.models import Event
from heartline.people import demo as people
from heartline.people.demo.words import LANGUAGES
from heartline.people.demo.words import load as words
from heartline.people.models import Account, Organization
from heartline.scheduling import demo
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.demo.services import SPECS, WORDS
from heartline.scheduling.models import Appointment, CalendarFeed, Offering, Reservation, Service

# A Wednesday morning in New York, three days after clocks were put forward there: both offsets are in the calendars.
NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[demo.Loaded]:
    """One small clinic for the whole module, rolled back at its end."""
    with django_db_blocker.unblock(), clock.set(NOW), transaction.atomic():  # type: ignore[attr-defined]
        yield _load()
        transaction.set_rollback(True)


def _load() -> demo.Loaded:
    return demo.load(people.load(800), days_past=60, days_coming=42, long_entries=900, looks_count=120)


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_there_is_a_past_and_a_future(loaded: demo.Loaded) -> None:
    statuses = set(Appointment.objects.values_list("status", flat=True))
    assert {"booked", "fulfilled", "cancelled", "noshow"} <= statuses
    assert Appointment.objects.filter(status="booked", period__startswith__gt=NOW).count() > 50
    assert not Appointment.objects.filter(status="booked", period__endswith__lt=NOW).exists()
    assert loaded.appointments == Appointment.objects.count()


def test_nobody_is_in_two_places_at_once(loaded: demo.Loaded) -> None:
    for column in ("clinician_id", "room_id", "patient_id"):
        assert 0 == count(
            f"""
            SELECT count(*) FROM scheduling_appointment a JOIN scheduling_appointment b
            ON a.id < b.id AND a.{column} = b.{column} AND a.period && b.period
            WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'
              AND a.group_session_id IS DISTINCT FROM coalesce(b.group_session_id, a.id)  -- one group is one place
            """
        )


def test_visits_lie_within_working_hours(loaded: demo.Loaded) -> None:
    assert 0 == count(
        """
        WITH visit AS (
            SELECT a.clinician_id, a.site_id, lower(a.period) AT TIME ZONE s.time_zone AS begins,
                   upper(a.period) AT TIME ZONE s.time_zone AS ends
            FROM scheduling_appointment a JOIN people_site s ON s.id = a.site_id
            WHERE lower(a.period) > '2026-03-11'::date - 59)
        SELECT count(*) FROM visit v
        WHERE NOT EXISTS (
            SELECT FROM scheduling_workingpattern p
            WHERE p.resource_id = v.clinician_id AND p.site_id = v.site_id
              AND p.weekday = extract(isodow FROM v.begins) AND p.starts <= v.begins::time AND p.ends >= v.ends::time)
          AND NOT EXISTS (
            SELECT FROM scheduling_patternexception e
            WHERE e.works AND e.resource_id = v.clinician_id AND e.site_id = v.site_id AND e.date = v.begins::date
              AND e.starts <= v.begins::time AND e.ends >= v.ends::time)
        """
    )


def test_nobody_comes_on_a_day_away_or_when_the_site_is_closed(loaded: demo.Loaded) -> None:
    assert 0 == count(
        """
        SELECT count(*) FROM scheduling_appointment a
        JOIN people_site s ON s.id = a.site_id
        JOIN scheduling_patternexception e ON e.resource_id = a.clinician_id AND NOT e.works
         AND tstzrange((e.date + coalesce(e.starts, '00:00')) AT TIME ZONE s.time_zone,
                       (e.date + coalesce(e.ends, '24:00')) AT TIME ZONE s.time_zone) && a.period
        WHERE lower(a.period) > '2026-03-11'::date - 59
        """
    )
    assert 0 == count(
        "SELECT count(*) FROM scheduling_appointment a JOIN scheduling_closure c ON c.site_id = a.site_id "
        "AND c.period && a.period"
    )


def test_every_visit_that_stands_has_its_time_reserved(loaded: demo.Loaded) -> None:
    alone = Appointment.objects.filter(status="booked", group_session=None).select_related("service")
    for visit in alone:
        taken = Reservation.objects.filter(appointment_id=visit.pk).exclude(resource__kind="device")
        assert {row.resource_id for row in taken} == {visit.clinician_id, visit.room_id} - {None}
        assert all(row.period.lower == visit.period.lower - visit.service.buffer_before for row in taken)
        assert (visit.room_id is not None) == (visit.mode == "in_person" and bool(visit.service.room_kind))
    assert not Reservation.objects.filter(
        appointment_id__in=Appointment.objects.filter(status="cancelled").values("pk")
    ).exists()


@pytest.mark.parametrize("slug", SPECS)
def test_every_service_is_given_by_somebody_who_has_time_within_a_week(loaded: demo.Loaded, slug: str) -> None:
    service = Service.objects.get(slug=slug)
    assert Offering.objects.filter(service=service).exists()
    assert free_times(service, start=NOW, end=NOW + timedelta(days=7), online=service.online != "nobody")


def test_what_happened_is_in_the_ledger_in_order_and_none_of_it_in_the_future(loaded: demo.Loaded) -> None:
    events = Event.objects.filter(kind__startswith="appointment.").order_by("id")
    moments = list(events.values_list("at", flat=True))
    assert moments == sorted(moments) and moments[-1] <= NOW
    assert events.filter(kind="appointment.booked").count() == loaded.appointments
    assert {"portal", "desk", "phone"} <= set(events.values_list("door", flat=True))


def test_everybody_who_acts_on_the_waiting_list_has_a_name(loaded: demo.Loaded) -> None:
    acted = Event.objects.filter(kind__in=["waitlist.joined", "waitlist.passed", "waitlist.accepted"])
    assert acted.count() > 100
    assert not acted.filter(actor_label="").exists()
    assert {"portal", "phone"} == set(acted.values_list("door", flat=True))


def test_calendars_of_families_and_staff_are_read(loaded: demo.Loaded) -> None:
    feeds = CalendarFeed.objects.filter(revoked_at=None, last_read_at__lte=NOW)
    assert {"grace@example.org", "clinician@example.org"} <= set(feeds.values_list("account__email", flat=True))
    assert feeds.filter(resource__room__isnull=False).exists()


def test_one_patient_has_a_very_long_timeline(loaded: demo.Loaded) -> None:
    assert count("SELECT max(n) FROM (SELECT count(*) n FROM ledger_event GROUP BY patient_id) per") >= 900


def test_the_audit_chain_holds(loaded: demo.Loaded) -> None:
    verdict = audit.verify()
    assert verdict.whole and verdict.entries == loaded.looks > 60


def test_a_mother_sees_her_familys_visits_only(loaded: demo.Loaded) -> None:
    mother = Account.objects.get(email="grace@example.org")
    with as_patient(mother.pk):
        ahead = Appointment.objects.filter(status="booked").select_related("patient")
        assert {visit.patient.name for visit in Appointment.objects.select_related("patient")} == {
            "Grace Adeyemi", "Tobi Adeyemi", "Ife Adeyemi", "Folasade Adeyemi",
        }  # fmt: skip
        assert {visit.patient.name for visit in ahead} >= {"Grace Adeyemi", "Tobi Adeyemi", "Folasade Adeyemi"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_services_are_described_in_every_language(language: str) -> None:
    texts = words(language, WORDS)
    assert texts.keys() == SPECS.keys()
    for entry in texts.values():
        assert all(entry[part] for part in ("name", "summary", "reasons", "preparation"))


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_clinic() -> None:
    def drawn() -> list[object]:
        with clock.set(NOW), transaction.atomic():
            demo.load(people.load(120), days_past=20, days_coming=14, long_entries=30, looks_count=20)
            found: list[object] = list(
                Appointment.objects.order_by("pk").values_list("pk", "patient__name", "period", "status", "booked_by")
            )
            transaction.set_rollback(True)
        return found

    assert drawn() == drawn()


@pytest.mark.django_db
def test_the_command_refuses_where_there_is_a_clinic() -> None:
    Organization.objects.create(name="A real clinic")
    with pytest.raises(CommandError, match="already"):
        call_command("demo", stdout=StringIO())
    assert Organization.objects.count() == 1


def test_words_are_plain_files() -> None:
    assert {path.stem for path in Path(WORDS).glob("*.toml")} == set(LANGUAGES)

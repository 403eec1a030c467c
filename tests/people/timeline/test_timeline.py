"""All that happened, newest first, quick with ten thousand entries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from heartline.kernel.models import Event
from heartline.people.models import Patient
from heartline.people.timeline import rules
from heartline.people.timeline.queries import timeline
from heartline.people.timeline.rules import describe, who
from tests.people.people import known

START = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 10_000


@pytest.fixture
def ana() -> Patient:
    return known("Ana Ruiz")


def happen(patient: Patient, count: int, kind: str = "patient.registered", apart: int = 1) -> None:
    Event.objects.bulk_create(
        Event(
            at=START + timedelta(minutes=n * apart),
            kind=kind,
            patient_id=patient.pk,
            actor_kind="system",
            door="system",
        )
        for n in range(count)
    )


@pytest.mark.django_db
def test_ten_thousand_entries_are_read_a_page_at_a_time(ana: Patient) -> None:
    happen(ana, MANY)
    with CaptureQueriesContext(connection) as queries:
        page = timeline(ana.pk)
    assert len(queries) == 3
    assert len(page.entries) == 50
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_event")
        cursor.execute("EXPLAIN " + queries[1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ledger_patient_at" in plan and "Sort" not in plan, plan


@pytest.mark.django_db
@pytest.mark.parametrize("apart", [1, 0])
def test_following_the_key_shows_each_entry_once_even_at_one_moment(ana: Patient, apart: int) -> None:
    happen(ana, 130, apart=apart)
    seen: list[int] = []
    before, pages = "", 0
    while True:
        page = timeline(ana.pk, before=before)
        seen += [entry.id for entry in page.entries]
        pages += 1
        if not (before := page.older):
            break
    assert pages == 3
    assert len(seen) == len(set(seen)) == 131  # with the registration
    moments = dict(Event.objects.values_list("id", "at"))
    assert seen == sorted(seen, key=lambda key: (moments[key], key), reverse=True)


@pytest.mark.django_db
def test_a_group_shows_only_its_kinds(ana: Patient) -> None:
    happen(ana, 3, "coverage.added")
    happen(ana, 3, "proxy.granted")
    assert {entry.kind for entry in timeline(ana.pk, ["proxies"]).entries} == {"proxy.granted"}
    assert timeline(ana.pk, ["nothing like that"]).entries == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "made_up", ["x", "~", "2026-01-01~1", "2026-13-01T00:00:00+00:00~1", "2026-01-01T00:00:00+00:00~x"]
)
def test_a_key_that_somebody_made_up_is_the_first_page(ana: Patient, made_up: str) -> None:
    assert len(timeline(ana.pk, before=made_up).entries) == 1


@pytest.mark.django_db
def test_somebody_elses_events_are_not_on_it(ana: Patient) -> None:
    happen(known("Luis Silva"), 3)
    assert len(timeline(ana.pk).entries) == 1


def event(kind: str, **data: object) -> Event:
    return Event(
        id=1, at=START, kind=kind, actor_kind="staff", actor_label="Nora", actor_role="nurse", door="desk", data=data
    )


def test_every_kind_that_people_records_has_words_in_every_state() -> None:
    for kind in list(rules._speakers):
        assert describe(event(kind)).title


def test_a_kind_that_nobody_speaks_for_still_shows() -> None:
    assert describe(event("ship.has_landed")).title == "Ship has landed"


def test_who_did_it_is_said_with_what_they_are() -> None:
    assert describe(event("patient.registered")).actor == "Nora, Nurse"
    assert who("proxy", "Ana", "") == "Ana, acting for them"
    assert who("system", "", "") == "Heartline"
    assert who("anonymous", "", "") == "Somebody not signed in"


def test_words_are_in_the_readers_language() -> None:
    with translation.override("es"):
        assert "espa" in describe(event("patient.languages_changed", languages=["es"])).text.lower()

"""Every list page asks the database a known number of questions, however much it shows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def asked(client: Client, address: str) -> int:
    """Queries of one request, once the session is warm."""
    from django.db import connection

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(scene: Scene, visits: int) -> None:
    for _ in range(visits):
        scene.booked(a_known_patient(), after=timedelta(0))


@pytest.mark.parametrize("way", ["clinician", "room", "list"])
def test_the_day(way: str) -> None:
    scene = a_scene(clinicians=3, room_kind="exam")
    for _ in range(4):
        factories.a_room(scene.site)
    client = scene.desk()
    fill(scene, 2)
    few = asked(client, f"/desk/?by={way}")
    fill(scene, 10)
    assert asked(client, f"/desk/?by={way}") == few <= 22


def test_my_visits() -> None:
    scene = a_scene()
    client = scene.portal()
    scene.booked()
    few = asked(client, "/visits")
    for n in range(8):
        scene.booked(after=timedelta(days=2, hours=n))
    assert asked(client, "/visits") == few <= 14


def test_home() -> None:
    scene = a_scene()
    client = scene.portal()
    scene.booked()
    few = asked(client, "/")
    for n in range(5):
        scene.booked(after=timedelta(days=2, hours=n))
    assert asked(client, "/") == few <= 15


@pytest.mark.parametrize("query", ["", "?language=es", "?q=cough&sort=soonest"])
def test_finding_care_asks_for_the_times_of_a_page_of_services_only(query: str) -> None:
    scene = a_scene()
    client = scene.portal()
    for _ in range(7):
        factories.a_service(*scene.clinicians, reasons={"en": ["cough"]})
    few = asked(client, f"/find{query}")
    for _ in range(12):
        factories.a_service(*scene.clinicians, reasons={"en": ["cough"]})
    assert asked(client, f"/find{query}") == few <= 40


def test_the_picker() -> None:
    few_people, many_people = a_scene(clinicians=1), a_scene(clinicians=12)
    few = asked(few_people.portal(), f"/find/{few_people.service.slug}/times")
    assert asked(many_people.portal(), f"/find/{many_people.service.slug}/times") == few <= 24


def test_booking_for_a_caller() -> None:
    scene = a_scene()
    client = scene.desk()
    address = f"/desk/book/{scene.patient.pk}?service={scene.service.slug}"
    few = asked(client, address)
    for _ in range(5):
        extra: Any = factories.a_clinician()
        factories.a_pattern(extra, scene.site)
        factories.Offering.objects.create(service=scene.service, resource=extra)
    assert asked(client, address) == few <= 26

"""A patient sees, moves and cancels their visits, and nobody else's."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from heartline.kernel import clock
from heartline.scheduling.models import Appointment
from heartline.scheduling.picking.rules import Choice
from tests.scheduling.pages.scene import MONDAY, a_known_patient, a_scene, hidden, offered, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def test_a_visit_is_moved_in_one_step_and_keeps_its_address() -> None:
    scene = a_scene(clinicians=1)
    visit, client = scene.booked(), scene.portal()
    page = client.get(f"/visits/{visit.pk}/reschedule?day=2026-03-04").content.decode()
    assert "That time stays yours until you confirm a new one" in page
    confirm = client.get(f"/visits/{visit.pk}/reschedule/confirm?time={offered(page)[2]}").content.decode()
    assert Appointment.objects.get().starts_at == visit.starts_at
    sent = {"time": hidden(confirm, "time"), "key": hidden(confirm, "key"), "mode": "in_person"}
    for _ in range(2):
        answer = client.post(f"/visits/{visit.pk}/reschedule/confirm", sent)
        assert answer.headers["Location"] == f"/visits/{visit.pk}/done?moved=1"
    moved = Appointment.objects.get()
    assert moved.starts_at.date().isoformat() == "2026-03-04"
    assert moved.sequence == visit.sequence + 1


def test_a_visit_can_be_moved_by_less_than_its_own_length() -> None:
    scene = a_scene(clinicians=1, step=timedelta(minutes=10))
    visit, client = scene.booked(), scene.portal()
    page = client.get(f"/visits/{visit.pk}/reschedule?day=2026-03-03&every=1").content.decode()
    near = next(each for each in offered(page) if each.endswith("T1410Z"))
    assert client.get(f"/visits/{visit.pk}/reschedule/confirm?time={near}").status_code == 200


def test_the_time_they_have_is_not_moved_to() -> None:
    scene = a_scene(clinicians=1, modes=["in_person"])
    visit, client = scene.booked(), scene.portal()
    assert visit.clinician_id
    same = str(Choice(visit.clinician_id, visit.starts_at))
    answer = client.get(f"/visits/{visit.pk}/reschedule/confirm", {"time": same})
    assert answer.headers["Location"] == f"/visits/{visit.pk}"


@pytest.mark.parametrize("door", ["portal", "desk"])
@pytest.mark.parametrize(("modes", "other_way"), [(["in_person"], False), (["in_person", "video"], True)])
def test_the_time_they_have_is_shown_as_that(door: str, modes: list[str], other_way: bool) -> None:
    """It can be chosen only where they could meet in another way then."""
    scene = a_scene(clinicians=1, modes=modes)
    visit = scene.booked()
    address = f"/visits/{visit.pk}/reschedule" if door == "portal" else f"/desk/visits/{visit.pk}/move"
    page = (scene.portal() if door == "portal" else scene.desk()).get(f"{address}?day=2026-03-03").content.decode()
    same = str(Choice(visit.clinician_id, visit.starts_at))  # type: ignore[arg-type]
    [label] = re.findall(rf'<label class="time" data-now><input[^>]*value="{same}"[^>]*>.*?</label>', page, re.S)
    assert "Now" in words(label) and (" disabled>" in label) is not other_way
    assert page.count("data-now") == 1


def test_cancelling_asks_why_and_offers_to_book_again() -> None:
    scene = a_scene()
    visit, client = scene.booked(), scene.portal()
    page = client.get(f"/visits/{visit.pk}/cancel").content.decode()
    assert "The clinic had to cancel" not in page
    assert client.post(f"/visits/{visit.pk}/cancel", {"key": hidden(page, "key")}).status_code == 422
    for _ in range(2):
        answer = client.post(f"/visits/{visit.pk}/cancel", {"key": hidden(page, "key"), "reason": "cost"})
        assert answer.headers["Location"] == f"/visits/{visit.pk}/cancelled"
    done = client.get(f"/visits/{visit.pk}/cancelled").content.decode()
    assert f"/find/{scene.service.slug}/times" in done
    assert Appointment.objects.get().cancel_reason == "cost"


def test_a_cancelled_visit_is_neither_cancelled_nor_moved_again() -> None:
    scene = a_scene()
    visit, client = scene.booked(), scene.portal()
    page = client.get(f"/visits/{visit.pk}/cancel").content.decode()
    client.post(f"/visits/{visit.pk}/cancel", {"key": hidden(page, "key"), "reason": "cost"})
    for reader, door in ((client, ""), (scene.desk(), "/desk")):
        for step in ("cancel", "move" if door else "reschedule"):
            answer = reader.get(f"{door}/visits/{visit.pk}/{step}")
            assert answer.headers["Location"] == f"{door}/visits/{visit.pk}"


def test_somebody_elses_visit_is_not_found_whatever_is_tried() -> None:
    scene = a_scene()
    visit, client = scene.booked(a_known_patient()), scene.portal()
    for page in ("", "/done", "/reschedule", "/reschedule/confirm", "/cancel", "/cancelled", "/calendar.ics"):
        assert client.get(f"/visits/{visit.pk}{page}").status_code == 404
        assert client.post(f"/visits/{visit.pk}{page}").status_code == 404


def test_past_visits_come_a_page_at_a_time() -> None:
    scene = a_scene(clinicians=1)
    client = scene.portal()
    for n in range(23):
        visit = scene.booked(after=timedelta(minutes=20 * n))
        Appointment.objects.filter(pk=visit.pk).update(status="cancelled")
    first = client.get("/visits").content.decode()
    assert first.count("data-quiet") == 20
    assert "Past and cancelled" in first  # these are to come, and off
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert client.get(older.replace("&amp;", "&")).content.decode().count("data-quiet") == 3


def test_the_calendar_file_is_the_same_event_before_and_after() -> None:
    scene = a_scene()
    visit, client = scene.booked(), scene.portal()
    answer = client.get(f"/visits/{visit.pk}/calendar.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert f"UID:{visit.pk}@heartline" in answer.content.decode()
    Appointment.objects.filter(pk=visit.pk).update(status="cancelled")
    assert "METHOD:CANCEL" in client.get(f"/visits/{visit.pk}/calendar.ics").content.decode()


def test_the_next_visit_may_be_kept_by_the_phone_and_other_pages_not() -> None:
    scene = a_scene()
    scene.booked()
    client = scene.portal()
    assert "no-store" not in client.get("/next").headers["Cache-Control"]
    assert "Write down what you want to ask." in client.get("/next").content.decode()
    assert "no-store" in client.get("/visits").headers["Cache-Control"]

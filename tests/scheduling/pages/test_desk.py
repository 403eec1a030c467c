"""The front desk sees the day, books for a caller, and does to a visit what can be done; each look is noted."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import HumanName, Role
from heartline.people.search.actions import refresh
from heartline.scheduling.booking import actions
from heartline.scheduling.models import Appointment, Reservation
from tests import factories
from tests.scheduling.pages.scene import MONDAY, a_known_patient, a_scene, hidden, offered, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def test_the_day_shows_who_comes_in_what_state_and_how_to_speak_with_them() -> None:
    scene = a_scene()
    visit = scene.booked(
        a_known_patient(name="Trần Thị Mai", language="vi", interpreter_needed=True), after=timedelta(0)
    )
    client = scene.desk()
    for way in ("clinician", "list"):
        page = client.get(f"/desk/?by={way}").content.decode()
        assert "Trần Thị Mai" in page
        assert "interpreter: Vietnamese" in page
    Appointment.objects.filter(pk=visit.pk).update(status="arrived")
    page = client.get("/desk/?by=clinician").content.decode()
    assert 'data-state="arrived"' in page
    assert "Arrived" in page
    assert "Free" in page


def test_being_on_the_day_list_is_noted_once_an_hour_for_each_reader() -> None:
    scene = a_scene()
    visit = scene.booked(after=timedelta(0))
    client = scene.desk()
    for _ in range(3):
        client.get("/desk/")
    assert AuditEntry.objects.filter(patient_id=visit.patient_id, what="day list").count() == 1
    with clock.set(MONDAY + timedelta(minutes=25)):
        client.get("/desk/?by=list")
    with clock.set(MONDAY + timedelta(minutes=50)):
        scene.desk().get("/desk/?by=list")
    assert AuditEntry.objects.filter(patient_id=visit.patient_id, what="day list").count() == 2


def test_a_caller_is_booked_in_three_steps() -> None:
    scene = a_scene()
    HumanName.objects.create(patient=scene.patient, text="Ana López")
    refresh(scene.patient.pk)
    client = scene.desk()
    who = client.get("/desk/book?q=lopez").content.decode()
    step = f"/desk/book/{scene.patient.pk}"
    assert f'href="{step}"' in who
    when = client.get(f"{step}?service={scene.service.slug}&day=2026-03-03").content.decode()
    confirm = client.get(f"{step}/confirm?service={scene.service.slug}&time={offered(when)[0]}").content.decode()
    sent = {
        "service": scene.service.slug,
        "time": hidden(confirm, "time"),
        "key": hidden(confirm, "key"),
        "mode": "in_person",
    }
    places = {client.post(f"{step}/confirm", sent).headers["Location"] for _ in range(2)}
    visit = Appointment.objects.get()
    assert places == {f"/desk/visits/{visit.pk}?booked=1"}
    said = client.get(places.pop()).content.decode()
    assert "Tell them" in said
    assert "Write down what you want to ask." in said
    assert visit.booked_door == "desk"


def test_a_gap_on_the_board_leads_to_that_clinician_at_that_time() -> None:
    scene = a_scene()
    client = scene.desk()
    board = client.get("/desk/?date=2026-03-03").content.decode()
    gap = board.split('href="/desk/book?at=')[1].split('"')[0]
    when = client.get(f"/desk/book/{scene.patient.pk}?service={scene.service.slug}&at={gap}").content.decode()
    assert re.search(rf'type="radio" name="time" value="{gap.replace("%40", "@")}" required checked', when)


def test_a_patient_preset_skips_the_first_step() -> None:
    scene = a_scene()
    answer = scene.desk().get(f"/desk/book?patient={scene.patient.pk}")
    assert answer.headers["Location"] == f"/desk/book/{scene.patient.pk}"


def test_arrived_pressed_twice_happens_once_and_roles_differ() -> None:
    scene = a_scene()
    visit = scene.booked(after=timedelta(0))
    client = scene.desk()
    for _ in range(2):
        assert client.post(f"/desk/visits/{visit.pk}/arrived").status_code == 302
    assert Appointment.objects.get().status == "arrived"
    assert client.get(f"/desk/visits/{visit.pk}/arrived").status_code == 405
    assert scene.desk(Role.AGENT).post(f"/desk/visits/{visit.pk}/completed").status_code == 403
    assert client.post(f"/desk/visits/{visit.pk}/completed").status_code == 302
    assert Appointment.objects.get().status == "fulfilled"


def test_a_call_is_completed_or_missed_and_nobody_arrives_for_it() -> None:
    scene = a_scene()
    visit, client = scene.booked(after=timedelta(0), mode="video"), scene.desk()
    with clock.set(MONDAY + timedelta(hours=1)):
        page = client.get(f"/desk/visits/{visit.pk}").content.decode()
        assert [step in page for step in ("/arrived", "/completed", "/missed")] == [False, True, True]
        answer = client.post(f"/desk/visits/{visit.pk}/arrived")
    assert answer.status_code == 409
    assert "Nobody arrives for a phone or video visit." in answer.content.decode()


def test_what_is_read_back_names_its_zone_where_sites_keep_several() -> None:
    scene = a_scene()
    factories.a_site(time_zone="America/Chicago", organization=scene.site.organization)
    client, step = scene.desk(), f"/desk/book/{scene.patient.pk}"
    when = client.get(f"{step}?service={scene.service.slug}&day=2026-03-03").content.decode()
    page = client.get(f"{step}/confirm?service={scene.service.slug}&time={offered(when)[0]}").content.decode()
    assert "8:00 AM · New York time" in words(page)
    assert "Kept for 5 minutes" in words(page)


def test_nobody_is_offered_to_arrive_before_their_day() -> None:
    scene = a_scene()
    today, tomorrow = scene.booked(after=timedelta(0)), scene.booked()
    client = scene.desk()
    assert f"/desk/visits/{today.pk}/arrived" in client.get(f"/desk/visits/{today.pk}").content.decode()
    assert f"/desk/visits/{tomorrow.pk}/arrived" not in client.get(f"/desk/visits/{tomorrow.pk}").content.decode()


def test_a_visit_is_moved_and_cancelled_for_a_caller() -> None:
    scene = a_scene()
    visit, client = scene.booked(), scene.desk()
    page = client.get(f"/desk/visits/{visit.pk}/move?day=2026-03-04").content.decode()
    confirm = client.get(f"/desk/visits/{visit.pk}/move/confirm?time={offered(page)[0]}").content.decode()
    sent = {"time": hidden(confirm, "time"), "key": hidden(confirm, "key"), "mode": "in_person"}
    assert client.post(f"/desk/visits/{visit.pk}/move/confirm", sent).status_code == 302
    assert Appointment.objects.get().starts_at > visit.starts_at
    page = client.get(f"/desk/visits/{visit.pk}/cancel").content.decode()
    answer = client.post(f"/desk/visits/{visit.pk}/cancel", {"key": hidden(page, "key"), "reason": "by_clinic"})
    assert answer.status_code == 302
    assert Appointment.objects.get().status == "cancelled"


def test_time_is_blocked_shown_and_given_back() -> None:
    scene = a_scene(clinicians=1)
    client = scene.desk()
    sent = {
        "resource": scene.clinicians[0].pk,
        "date": "2026-03-03",
        "starts": "10:00",
        "ends": "11:00",
        "note": "Team meeting",
    }
    assert client.post(f"/desk/block?site={scene.site.slug}", sent).status_code == 302
    assert "Team meeting" in client.get("/desk/?date=2026-03-03").content.decode()
    block = Reservation.objects.get()
    assert client.post(f"/desk/block/{block.pk}").status_code == 302
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("page", ["/desk/?date=2026-03-03", "/desk/calendar?date=2026-03-03"])
def test_blocked_time_leads_only_those_to_its_page_who_may_free_it(page: str) -> None:
    scene = a_scene(clinicians=1)
    block = actions.block(scene.clinicians[0], MONDAY + timedelta(days=1), MONDAY + timedelta(days=1, hours=1), "Team")
    link = f"/desk/block/{block.pk}"
    assert link in scene.desk().get(page).content.decode()
    seen = scene.desk(Role.NURSE).get(page).content.decode()
    assert "Team" in seen
    assert link not in seen


def test_pages_of_no_site_tell_the_time_on_the_first_sites_clock() -> None:
    scene = a_scene()
    assert "Measured 2 Mar 2026 9:00 AM" in words(scene.desk(Role.MANAGER).get("/desk/access").content.decode())


def test_visits_in_the_way_of_a_block_are_shown() -> None:
    scene = a_scene(clinicians=1)
    visit, client = scene.booked(), scene.desk()
    sent = {
        "resource": scene.clinicians[0].pk,
        "date": "2026-03-03",
        "starts": "08:00",
        "ends": "17:00",
        "note": "Away",
    }
    answer = client.post(f"/desk/block?site={scene.site.slug}", sent)
    assert answer.status_code == 409
    assert f"/desk/visits/{visit.pk}" in answer.content.decode()


def test_a_caller_who_is_elsewhere_then_is_told_so() -> None:
    scene = a_scene()
    visit, client = scene.booked(), scene.desk()
    free = next(each for each in scene.clinicians if each.pk != visit.clinician_id)
    time = f"{free.pk}@{visit.starts_at:%Y%m%dT%H%MZ}"
    step = f"/desk/book/{scene.patient.pk}/confirm"
    sent = {"service": scene.service.slug, "time": time, "key": "k", "mode": "in_person"}
    answer = client.post(step, sent)
    assert answer.status_code == 409
    assert f"/desk/visits/{visit.pk}" in answer.content.decode()


def test_a_day_without_anything_and_a_clinic_without_sites() -> None:
    scene = a_scene()
    assert "Nothing is booked on this day." in scene.desk().get("/desk/").content.decode()
    bare = factories.a_staff_member(Role.FRONT_DESK, account=factories.an_account())
    scene.site.__class__.objects.update(active=False)
    assert "There is no site yet" in signed_in(bare.account).get("/desk/").content.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "starts"),
    [
        (Role.EXPERIENCE_LEAD, "/desk/find"),
        (Role.PRIVACY_OFFICER, "/desk/audit"),
        (Role.AUDITOR, "/desk/audit"),
        (Role.ADMINISTRATOR, "/desk/setup"),
    ],
)
def test_who_may_not_see_the_day_starts_where_their_work_is(role: Role, starts: str) -> None:
    client = signed_in(factories.a_staff_member(role, account=factories.an_account()).account)  # type: ignore[arg-type]
    answer = client.get("/desk/")
    assert answer.headers.get("Location", "") == starts
    assert starts or "Your role has no page here yet" in answer.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "%00"])
def test_a_day_that_cannot_be_read_is_today(day: str) -> None:
    assert a_scene().desk().get(f"/desk/?date={day}").status_code == 200

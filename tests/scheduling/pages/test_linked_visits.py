"""Series, groups and plans as patients and the desk meet them: picked, confirmed, shown as belonging together."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Role
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.groups import actions as groups
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.models import Appointment, Plan, PlanStep, Reservation
from heartline.scheduling.picking.rules import Choice
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene, hidden, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def first_time(scene: Scene, after: timedelta = timedelta(days=1)) -> str:
    free = free_times(scene.service, start=MONDAY + after, end=MONDAY + after + timedelta(days=2), limit=1)[0]
    return str(Choice(free.clinician_id, free.starts_at))


def fields(page: str, form_id: str = "book") -> dict[str, str]:
    """What the page's booking form would send: hidden fields, and the first option of each list."""
    form = page[page.index(f'id="{form_id}"') :]
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="(visit-[\w-]+)"[^>]*>(.*?)</select>', form, re.S):
        sent[name] = re.findall(r'value="([^"]*)"', options)[0]
    return sent


def headline(client: Client, address: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(address).content.decode(), re.S)
    assert found
    return found.group(1).strip()


def a_series(scene: Scene, count: int = 3) -> list[Appointment]:
    client = scene.portal()
    page = client.get(f"/book/{scene.service.slug}/repeat?time={first_time(scene)}&count={count}").content.decode()
    client.post(f"/book/{scene.service.slug}/repeat", fields(page))
    return list(Appointment.objects.filter(patient=scene.patient).order_by("period"))


class TestSeries:
    def test_a_patient_books_a_visit_three_times_and_sees_that_they_belong_together(self) -> None:
        scene = a_scene()
        client = scene.portal()
        confirmation = client.get(f"/book/{scene.service.slug}?time={first_time(scene)}").content.decode()
        assert f"/book/{scene.service.slug}/repeat?time=" in confirmation
        visits = a_series(scene)
        assert len(visits) == 3 and len({v.series_id for v in visits}) == 1
        page = words(client.get(f"/visits/{visits[1].pk}").content.decode())
        assert "Visit 2 of 3." in page
        listed = words(client.get("/visits").content.decode())
        assert "Visit 1 of 3" in listed and "Visit 3 of 3" in listed

    def test_what_was_booked_is_said_of_all_of_them(self) -> None:
        scene = a_scene()
        client = scene.portal()
        address = f"/book/{scene.service.slug}/repeat"
        page = client.get(f"{address}?time={first_time(scene)}&count=3").content.decode()
        done = client.post(address, fields(page)).headers["Location"]
        assert headline(client, done) == "Your 3 visits are booked"
        [first, *_rest] = Appointment.objects.order_by("period")
        assert headline(client, f"/visits/{first.pk}/done") == "Your visit is booked"

    def test_one_time_alone_is_no_series_and_is_said(self) -> None:
        scene = a_scene()
        client = scene.portal()
        address = f"/book/{scene.service.slug}/repeat"
        page = client.get(f"{address}?time={first_time(scene)}&count=2").content.decode()
        answer = client.post(address, fields(page) | {"visit-1": ""})
        assert answer.status_code == 409
        assert "Choose at least two times." in answer.content.decode()
        assert not Appointment.objects.exists()

    def test_a_week_that_is_taken_offers_what_is_near_and_can_be_left_out(self) -> None:
        scene = a_scene(clinicians=1)
        choice = Choice.parse(first_time(scene))
        assert choice
        scene.booked(a_known_patient(), after=timedelta(days=8, hours=-1))  # summer begins on Sunday
        client = scene.portal()
        page = client.get(f"/book/{scene.service.slug}/repeat?time={choice}&count=3").content.decode()
        assert "One of these times is not free." in page
        sent = fields(page) | {"visit-1": ""}
        client.post(f"/book/{scene.service.slug}/repeat", sent)
        assert Appointment.objects.filter(patient=scene.patient).count() == 2

    def test_if_a_time_went_meanwhile_nothing_is_booked_and_it_is_said(self) -> None:
        scene = a_scene(clinicians=1)
        client = scene.portal()
        page = client.get(f"/book/{scene.service.slug}/repeat?time={first_time(scene)}&count=3").content.decode()
        scene.booked(a_known_patient(), after=timedelta(days=8, hours=-1))  # summer begins on Sunday
        answer = client.post(f"/book/{scene.service.slug}/repeat", fields(page))
        assert answer.status_code == 409
        assert "Not all of these times are free any more." in answer.content.decode()
        assert not Appointment.objects.filter(patient=scene.patient).exists()

    def test_cancelling_one_asks_about_the_rest(self) -> None:
        scene = a_scene()
        visits = a_series(scene)
        client = scene.portal()
        page = client.get(f"/visits/{visits[1].pk}/cancel").content.decode()
        assert "This visit and those after it" in page
        sent = {"key": hidden(page, "key"), "reason": "other", "note": "", "which": "following"}
        client.post(f"/visits/{visits[1].pk}/cancel", sent)
        assert list(Appointment.objects.order_by("period").values_list("status", flat=True)) == [
            "booked", "cancelled", "cancelled",
        ]  # fmt: skip

    def test_the_visits_after_it_move_too(self) -> None:
        scene = a_scene()
        visits = a_series(scene)
        client = scene.portal()
        to = Choice(visits[1].clinician_id, visits[1].period.lower + timedelta(days=1))  # type: ignore[arg-type]
        offer = client.get(f"/visits/{visits[1].pk}/reschedule/confirm?time={to}").content.decode()
        assert f"/visits/{visits[1].pk}/together?time={to}" in offer
        page = client.get(f"/visits/{visits[1].pk}/together?time={to}").content.decode()
        sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page[page.index('id="move"') :]))
        answer = client.post(f"/visits/{visits[1].pk}/together", sent)
        assert answer.status_code == 302, words(answer.content.decode())
        assert headline(client, answer.headers["Location"]) == "Your visits were moved"
        moved = list(Appointment.objects.order_by("period"))
        assert [new.period.lower - old.period.lower for new, old in zip(moved, visits, strict=True)] == [
            timedelta(0), timedelta(days=1), timedelta(days=1),
        ]  # fmt: skip

    @pytest.mark.parametrize("change", ["moved", "cancelled"])
    @pytest.mark.parametrize("door", ["portal", "desk"])
    def test_what_was_changed_while_the_page_was_open_is_said_first(self, change: str, door: str) -> None:
        scene = a_scene()
        visits = a_series(scene)
        client, prefix = (scene.portal(), "") if door == "portal" else (scene.desk(), "/desk")
        address = f"{prefix}/visits/{visits[1].pk}/together"
        to = Choice(visits[1].clinician_id, visits[1].period.lower + timedelta(days=1))  # type: ignore[arg-type]
        old = fields(client.get(f"{address}?time={to}").content.decode(), "move")
        if change == "moved":
            booking.reschedule(visits[2], visits[2].clinician_id, visits[2].period.lower + timedelta(hours=1), key="")
        else:
            booking.cancel(visits[2], "other")
        before = list(Appointment.objects.order_by("period").values_list("period", flat=True))
        answer = client.post(address, old)
        page = words(answer.content.decode())
        assert answer.status_code == 409 and "Somebody else has changed these visits meanwhile" in page
        assert ("is now on" if change == "moved" else "is cancelled") in page
        assert list(Appointment.objects.order_by("period").values_list("period", flat=True)) == before
        again = fields(answer.content.decode(), "move")
        assert client.post(address, again).status_code == 302  # having seen how it is now
        assert client.post(address, again).status_code == 302  # twice is once

    def test_the_desk_books_one_for_a_caller(self) -> None:
        scene = a_scene()
        client = scene.desk()
        address = f"/desk/book/{scene.patient.pk}/repeat"
        page = client.get(f"{address}?service={scene.service.slug}&time={first_time(scene)}&count=4").content.decode()
        answer = client.post(address, fields(page))
        assert "booked=all" in answer.headers["Location"]
        assert Appointment.objects.count() == 4
        told = words(client.get(answer.headers["Location"]).content.decode())
        assert "4 visits are booked." in told and "Visit 1 of 4." in told

    def test_my_visits_take_as_many_queries_for_many_series(self, django_assert_max_num_queries: Any) -> None:
        scene = a_scene()
        a_series(scene, 8)
        client = scene.portal()
        client.get("/visits")
        with django_assert_max_num_queries(28):
            client.get("/visits")


class TestGroups:
    def a_group(self, places: int = 2) -> tuple[Scene, GroupSession]:
        scene = a_scene(group_size=places, modes=["in_person"])
        [session] = groups.open_sessions(
            scene.service, scene.clinicians[0].pk, [MONDAY + timedelta(days=1)], mode="in_person"
        )
        return scene, session

    def test_a_patient_takes_a_place_and_sees_nobody_else(self) -> None:
        scene, session = self.a_group()
        other = a_known_patient(name="Somebody Else")
        groups.join(other, session, key="")
        assert Client().get(f"/find/{scene.service.slug}/times").headers["Location"] == f"/groups/{scene.service.slug}"
        client = scene.portal()
        page = client.get(f"/groups/{scene.service.slug}").content.decode()
        assert "1 place left" in words(page)
        answer = client.post(f"/groups/places/{session.pk}", {"do": "join", "key": "k"})
        visit = Appointment.objects.get(patient=scene.patient)
        assert answer.headers["Location"] == f"/visits/{visit.pk}/done"
        for shown in (answer.headers["Location"], f"/visits/{visit.pk}", f"/groups/{scene.service.slug}", "/visits"):
            assert "Somebody Else" not in client.get(shown).content.decode()

    def test_who_finds_it_full_asks_to_be_told(self) -> None:
        scene, session = self.a_group(places=1)
        groups.join(a_known_patient(), session, key="")
        client = scene.portal()
        assert "Tell me when a place is free" in client.get(f"/groups/{scene.service.slug}").content.decode()
        refused = client.post(f"/groups/places/{session.pk}", {"do": "join", "key": "k"})
        assert refused.status_code == 409 and "This date of the group is full." in refused.content.decode()
        client.post(f"/groups/places/{session.pk}", {"do": "wait"})
        assert GroupWaiting.objects.get().patient == scene.patient
        client.post(f"/groups/places/{session.pk}", {"do": "stop"})
        assert not GroupWaiting.objects.exists()

    def test_the_place_changes_to_another_date(self) -> None:
        scene, session = self.a_group()
        [other] = groups.open_sessions(
            scene.service, scene.clinicians[0].pk, [MONDAY + timedelta(days=2)], mode="in_person"
        )
        visit = groups.join(scene.patient, session, key="")
        client = scene.portal()
        assert client.get(f"/visits/{visit.pk}/reschedule").headers["Location"] == f"/visits/{visit.pk}/group"
        client.post(f"/visits/{visit.pk}/group", {"session": str(other.pk), "key": "k"})
        visit.refresh_from_db()
        assert visit.group_session_id == other.pk

    def test_the_desk_opens_dates_and_has_a_roster_that_is_audited(self) -> None:
        scene, session = self.a_group()
        client = scene.desk()
        groups.join(scene.patient, session, key="")
        page = client.get(f"/desk/groups/{session.pk}").content.decode()
        assert scene.patient.name in page
        assert AuditEntry.objects.filter(patient_id=scene.patient.pk, what="group roster").exists()
        sent = {
            "service": scene.service.pk, "clinician": scene.clinicians[0].pk, "site": scene.site.pk,
            "date": "2026-03-09", "starts": "09:00", "weeks": 3, "places": "",
        }  # fmt: skip
        client.post("/desk/groups/open", sent)
        assert GroupSession.objects.count() == 4
        assert "of 2 taken" in client.get("/desk/groups").content.decode()
        refused = client.post("/desk/groups/open", sent)
        assert refused.status_code == 409 and GroupSession.objects.count() == 4

    def test_a_caller_gets_a_place_and_the_day_draws_the_group_once(self) -> None:
        scene, session = self.a_group()
        client = scene.desk()
        address = f"/desk/book/{scene.patient.pk}/groups/{session.pk}"
        assert client.get(address).status_code == 200
        client.post(address, {"do": "join", "key": "k"})
        groups.join(a_known_patient(), session, key="")
        board = client.get(f"/desk/?site={scene.site.slug}&date=2026-03-03").content.decode()
        assert words(board).count("2 of 2 places taken") == 1
        assert scene.patient.name not in board

    def test_calling_it_off_asks_first_and_only_those_who_may(self) -> None:
        scene, session = self.a_group()
        groups.join(scene.patient, session, key="")
        assert scene.desk(Role.AGENT).get(f"/desk/groups/{session.pk}/call-off").status_code == 403
        client = scene.desk()
        assert "One patient has a place." in client.get(f"/desk/groups/{session.pk}/call-off").content.decode()
        client.post(f"/desk/groups/{session.pk}/call-off")
        assert Appointment.objects.get().cancel_reason == "by_clinic"
        assert not Reservation.objects.exists()


class TestPlans:
    def a_plan(self) -> Scene:
        scene = a_scene()
        blood = factories.a_service(*scene.clinicians, name={"en": "Blood test"}, modes=["in_person"])
        plan = Plan.objects.create(slug="heart", name={"en": "Heart check with blood test"})
        PlanStep.objects.create(plan=plan, place=1, service=blood)
        PlanStep.objects.create(plan=plan, place=2, service=scene.service, least=2)
        return scene

    def booked(self, scene: Scene) -> list[Appointment]:
        client = scene.portal()
        page = client.get("/plans/heart").content.decode()
        way = re.findall(r'name="way" value="([^"]+)"', page)[0]
        check = client.get(f"/plans/heart/confirm?way={way}").content.decode()
        client.post("/plans/heart/confirm", {"way": hidden(check, "way"), "key": hidden(check, "key")})
        return list(Appointment.objects.filter(patient=scene.patient).order_by("plan_place"))

    def test_a_patient_books_both_in_one_flow(self) -> None:
        scene = self.a_plan()
        assert "Heart check with blood test" in scene.portal().get("/plans").content.decode()
        blood, talk = self.booked(scene)
        assert talk.period.lower - blood.period.lower > timedelta(days=1)
        page = words(scene.portal().get(f"/visits/{blood.pk}/done").content.decode())
        assert "Heart check with blood test" in page and "Visit 1 of 2." in page

    def test_a_move_that_breaks_the_rules_leads_to_moving_them_together(self) -> None:
        scene = self.a_plan()
        blood, talk = self.booked(scene)
        client = scene.portal()
        to = Choice(blood.clinician_id, talk.period.lower + timedelta(days=1))  # type: ignore[arg-type]
        answer = client.post(
            f"/visits/{blood.pk}/reschedule/confirm", {"time": str(to), "key": "k", "mode": "in_person"}
        )
        assert answer.headers["Location"] == f"/visits/{blood.pk}/together?time={to}"
        page = client.get(answer.headers["Location"]).content.decode()
        way = re.findall(r'name="way" value="([^"]+)"', page)[0]
        sent = {"time": str(to), "way": way, "key": hidden(page, "key")}
        assert client.post(f"/visits/{blood.pk}/together", sent).status_code == 302
        blood.refresh_from_db()
        talk.refresh_from_db()
        assert blood.period.lower == to.starts_at and talk.period.lower - blood.period.lower > timedelta(days=1)

    @pytest.mark.parametrize("change", ["moved", "cancelled"])
    def test_what_was_changed_while_the_page_was_open_is_said_first(self, change: str) -> None:
        scene = self.a_plan()
        blood, talk = self.booked(scene)
        client = scene.portal()
        to = Choice(blood.clinician_id, blood.period.lower + timedelta(days=1))  # type: ignore[arg-type]
        page = client.get(f"/visits/{blood.pk}/together?time={to}").content.decode()
        if change == "moved":
            booking.reschedule(talk, talk.clinician_id, talk.period.lower + timedelta(hours=1), key="")
        else:
            booking.cancel(talk, "other")
        sent = {name: hidden(page, name) for name in ("time", "key", "seen")}
        sent["way"] = re.findall(r'name="way" value="([^"]+)"', page)[0]
        answer = client.post(f"/visits/{blood.pk}/together", sent)
        assert answer.status_code == 409
        assert "Somebody else has changed these visits meanwhile" in answer.content.decode()
        blood.refresh_from_db()
        assert blood.period.lower != to.starts_at

    def test_cancelling_one_offers_to_cancel_both(self) -> None:
        scene = self.a_plan()
        blood, _talk = self.booked(scene)
        client = scene.portal()
        page = client.get(f"/visits/{blood.pk}/cancel").content.decode()
        assert "All visits that belong together" in page
        sent = {"key": hidden(page, "key"), "reason": "other", "note": "", "which": "all"}
        client.post(f"/visits/{blood.pk}/cancel", sent)
        assert not Appointment.objects.filter(status="booked").exists()

    def test_the_desk_books_one_for_a_caller(self) -> None:
        scene = self.a_plan()
        client = scene.desk()
        assert "/plans/heart" in client.get(f"/desk/book/{scene.patient.pk}").content.decode()
        page = client.get(f"/desk/book/{scene.patient.pk}/plans/heart").content.decode()
        way = re.findall(r'name="way" value="([^"]+)"', page)[0]
        answer = client.post(f"/desk/book/{scene.patient.pk}/plans/heart", {"way": way, "key": "k"})
        assert "booked=all" in answer.headers["Location"]
        assert Appointment.objects.count() == 2

    def test_each_visit_has_a_calendar_entry_of_its_own(self) -> None:
        scene = self.a_plan()
        client = scene.portal()
        files = [
            client.get(reverse("portal:calendar", args=[visit.pk])).content.decode() for visit in self.booked(scene)
        ]
        assert len({re.findall(r"UID:(\S+)", text)[0] for text in files}) == 2


def test_somebody_who_may_only_look_books_none_of_it() -> None:
    scene = a_scene()
    holder = factories.an_account()
    factories.a_proxy(scene.patient, holder, scope="read")
    client = signed_in(holder)
    assert client.get(f"/book/{scene.service.slug}/repeat?time={first_time(scene)}").status_code == 403

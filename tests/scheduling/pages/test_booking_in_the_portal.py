"""A patient finds a time and books it, or is told kindly why not."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from heartline.kernel import clock
from heartline.people.models import Proxy
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.models import Appointment, Reservation
from heartline.scheduling.picking.rules import Choice
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene, hidden, offered, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def times(client: Client, scene: Scene) -> list[str]:
    return offered(client.get(f"/find/{scene.service.slug}/times?day=2026-03-03").content.decode())


def confirmation(client: Client, scene: Scene, time: str) -> dict[str, str]:
    """What the confirmation page would send."""
    page = client.get(f"/book/{scene.service.slug}?time={time}").content.decode()
    return {"time": hidden(page, "time"), "key": hidden(page, "key"), "mode": "in_person", "reason": "A cough"}


def test_a_visit_is_booked_and_shown_on_the_home_page() -> None:
    scene = a_scene()
    client = scene.portal()
    sent = confirmation(client, scene, times(client, scene)[0])
    answer = client.post(f"/book/{scene.service.slug}", sent)
    visit = Appointment.objects.get()
    assert answer.headers["Location"] == f"/visits/{visit.pk}/done"
    assert (visit.patient, visit.reason, visit.booked_door) == (scene.patient, "A cough", "portal")
    assert "Family doctor" in client.get("/").content.decode()


def test_a_form_sent_twice_books_once() -> None:
    scene = a_scene()
    client = scene.portal()
    sent = confirmation(client, scene, times(client, scene)[0])
    places = {client.post(f"/book/{scene.service.slug}", sent).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Appointment.objects.count() == 1


def test_the_same_visit_confirmed_from_a_second_tab_is_done_already() -> None:
    scene = a_scene()
    client = scene.portal()
    time = times(client, scene)[0]
    tabs = [confirmation(client, scene, time) for _ in range(2)]
    places = {client.post(f"/book/{scene.service.slug}", sent).headers["Location"] for sent in tabs}
    places.add(client.get(f"/book/{scene.service.slug}?time={time}").headers["Location"])  # gone back to
    assert places == {f"/visits/{Appointment.objects.get().pk}/done"}


def test_a_chosen_time_names_its_zone_where_sites_keep_several() -> None:
    scene = a_scene()
    client, visit = scene.portal(), scene.booked()
    pages = ["/", "/visits", f"/visits/{visit.pk}", f"/visits/{visit.pk}/done"]
    pages.append(f"/book/{scene.service.slug}?time={times(client, scene)[-1]}")
    assert not any("New York time" in client.get(page).content.decode() for page in pages)
    factories.a_site(time_zone="America/Chicago", organization=scene.site.organization)
    assert all("AM · New York time" in words(client.get(page).content.decode()) for page in pages[:4])
    assert "PM · New York time" in words(client.get(pages[4]).content.decode())


def test_the_time_that_was_chosen_before_is_there_and_chosen_however_odd() -> None:
    """Search leads here with the soonest time, and of a full day only the roundest are shown at first."""
    scene = a_scene()
    client, page = scene.portal(), f"/find/{scene.service.slug}/times?day=2026-03-03"
    shown, every = (offered(client.get(address).content.decode()) for address in (page, f"{page}&every=1"))
    odd = next(each for each in every if each[36:] not in {other[36:] for other in shown})
    again = client.get(f"{page}&time={odd}").content.decode()
    assert offered(again) == sorted([*shown, odd], key=lambda each: each[36:])
    assert re.search(rf'value="{re.escape(odd)}"[^>]* checked', again)


def test_who_may_not_have_a_visit_is_told_so_and_shown_no_times() -> None:
    scene = a_scene(max_age=49)
    scene.patient.birth_date = date(1946, 5, 1)
    scene.patient.save()
    client = scene.portal()
    for page in (f"/find/{scene.service.slug}", f"/find/{scene.service.slug}/times"):
        shown = client.get(page).content.decode()
        assert "This visit is for younger patients." in shown
        assert "Find other care" in shown
        assert "?day=" not in shown
        assert offered(shown) == []
        assert "This visit is for younger patients." not in Client().get(page).content.decode()


def test_who_is_old_enough_within_the_horizon_is_shown_the_times() -> None:
    scene = a_scene(min_age=18)
    scene.patient.birth_date = date(2008, 4, 1)
    scene.patient.save()
    assert offered(scene.portal().get(f"/find/{scene.service.slug}/times?day=2026-04-02").content.decode())


def test_a_time_is_held_while_it_is_confirmed_and_nobody_else_is_offered_it() -> None:
    scene = a_scene(clinicians=1)
    first, second = scene.portal(), signed_in(a_known_patient().account)  # type: ignore[arg-type]
    time = times(first, scene)[0]
    page = first.get(f"/book/{scene.service.slug}?time={time}").content.decode()
    assert "We keep this time for you for 5 minutes" in words(page)
    assert time not in times(second, scene)
    assert time in times(first, scene)
    with clock.set(MONDAY + timedelta(minutes=6)):
        assert time in times(second, scene)


def test_a_visitor_signs_in_at_the_end_and_finds_the_time_still_held() -> None:
    scene = a_scene(clinicians=1)
    visitor = Client()
    assert "sessionid" not in visitor.cookies or not visitor.session.items()
    time = times(visitor, scene)[0]
    page = visitor.get(f"/book/{scene.service.slug}?time={time}").content.decode()
    assert f"next=%2Fbook%2F{scene.service.slug}%3Ftime" in page
    held = Reservation.objects.get()
    signed_in(scene.patient.account, visitor)  # type: ignore[arg-type]
    sent = confirmation(visitor, scene, time)
    assert Reservation.objects.get().holder == held.holder
    assert visitor.post(f"/book/{scene.service.slug}", sent).status_code == 302


def test_when_somebody_was_quicker_the_nearest_times_are_one_tap_away() -> None:
    scene = a_scene()
    client = scene.portal()
    time = times(client, scene)[0]
    other = a_known_patient()
    quick = signed_in(other.account)  # type: ignore[arg-type]
    sent = confirmation(quick, scene, time)
    assert quick.post(f"/book/{scene.service.slug}", sent).status_code == 302
    answer = client.get(f"/book/{scene.service.slug}?time={time}")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "That time was just taken." in page
    assert page.count(f'href="/book/{scene.service.slug}?time=') >= 3


@pytest.mark.parametrize("door", ["portal", "desk", "proxy"])
def test_the_same_visit_twice_a_day_is_pointed_out_and_not_refused(door: str) -> None:
    scene = a_scene()
    there = scene.booked()
    later, next_day = (
        free_times(
            scene.service, start=there.period.upper + timedelta(hours=hours), end=MONDAY + timedelta(days=5), limit=1
        )[0]
        for hours in (1, 24)
    )
    if door == "desk":
        client, address = scene.desk(), f"/desk/book/{scene.patient.pk}/confirm?service={scene.service.slug}&time="
    elif door == "proxy":
        holder = factories.an_account()
        factories.a_proxy(scene.patient, holder)
        client, address = signed_in(holder), f"/book/{scene.service.slug}?time="
    else:
        client, address = scene.portal(), f"/book/{scene.service.slug}?time="
    page = client.get(f"{address}{Choice(later.clinician_id, later.starts_at)}").content.decode()
    assert f"{'You' if door == 'portal' else 'They'} already have a visit that day: Family doctor" in words(page)
    change = f"/desk/visits/{there.pk}/move" if door == "desk" else f"/visits/{there.pk}/reschedule"
    assert f'href="{change}"' in page and 'name="key"' in page
    page = client.get(f"{address}{Choice(next_day.clinician_id, next_day.starts_at)}").content.decode()
    assert "already have a visit" not in page


def test_two_visits_at_once_are_refused_with_the_ways_out() -> None:
    scene = a_scene()
    client = scene.portal()
    time = times(client, scene)[0]
    sent = confirmation(client, scene, time)
    client.post(f"/book/{scene.service.slug}", sent)
    other = next(
        each
        for each in offered(
            signed_in(a_known_patient().account)
            .get(  # type: ignore[arg-type]
                f"/find/{scene.service.slug}/times?day=2026-03-03&every=1"
            )
            .content.decode()
        )
        if each[36:] == time[36:]
    )
    answer = client.post(f"/book/{scene.service.slug}", {**confirmation(client, scene, other), "key": "another"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You already have another visit at that time." in page
    visit = Appointment.objects.get()
    assert f"/visits/{visit.pk}/reschedule" in page
    assert f"/visits/{visit.pk}/cancel" in page


def test_a_parent_books_for_a_child_and_a_reader_may_only_look() -> None:
    scene = a_scene()
    parent, reader = factories.an_account(), factories.an_account()
    factories.a_proxy(scene.patient, parent)
    factories.a_proxy(scene.patient, reader, scope=Proxy.Scope.READ)
    client = signed_in(parent)
    sent = confirmation(client, scene, times(client, scene)[0])
    assert client.post(f"/book/{scene.service.slug}", sent).status_code == 302
    visit = Appointment.objects.get()
    assert visit.patient == scene.patient
    looking = signed_in(reader)
    assert looking.get(f"/visits/{visit.pk}").status_code == 200
    booking = f"/book/{scene.service.slug}?time={sent['time']}"
    for page in (booking, f"/visits/{visit.pk}/cancel", f"/visits/{visit.pk}/reschedule"):
        answer = looking.get(page)
        assert answer.status_code == 403
        assert "You cannot arrange visits for this person." in answer.content.decode()


def test_what_cannot_be_read_leads_back_to_the_times() -> None:
    scene = a_scene()
    answer = scene.portal().get(f"/book/{scene.service.slug}?time=nonsense")
    assert answer.headers["Location"] == f"/find/{scene.service.slug}/times?unchosen=1"
    page = scene.portal().get(answer.headers["Location"]).content.decode()
    assert "Choose a time first." in page


@pytest.mark.parametrize("odd", ["site=%00", "mode=%00", "gender=%00", "day=9999-12-31", "first=0001-01-01", "from=²"])
def test_filters_that_cannot_be_read_count_as_any(odd: str) -> None:
    scene = a_scene()
    for page in ("/find", f"/find/{scene.service.slug}/times"):
        assert Client().get(f"{page}?{odd}").status_code == 200


def test_who_throws_each_session_away_cannot_hold_a_whole_day(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "hold": "2/5m/ip"}
    cache.clear()
    scene = a_scene(clinicians=1)
    page = ""
    for time in times(Client(), scene)[:8:2]:
        page = Client().get(f"/book/{scene.service.slug}?time={time}").content.decode()
    assert Reservation.objects.values("holder").distinct().count() == 2
    assert "Sign in" in page
    assert "We keep this time" not in words(page)
    patient = scene.portal()
    assert (
        patient.post(f"/book/{scene.service.slug}", confirmation(patient, scene, times(patient, scene)[-1])).status_code
        == 302
    )
    cache.clear()


def test_only_staff_book_some_services() -> None:
    scene = a_scene(online="nobody")
    client = scene.portal()
    assert "We book this with you" in client.get(f"/find/{scene.service.slug}").content.decode()
    assert "We book this with you" in client.get(f"/find/{scene.service.slug}/times").content.decode()

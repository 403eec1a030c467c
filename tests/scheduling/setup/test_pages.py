"""The pages of setting up: what somebody else changed is shown, nothing filled in is lost, and lists stay quick."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock
from heartline.people.models import OpeningHours, Role, Site
from heartline.scheduling.models import Appointment, Closure, PatternException, Plan, Service
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_scene, words
from tests.scheduling.setup.forms import Form, opened, send
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return a_scene(clinicians=1)


@pytest.fixture
def client() -> Client:
    return signed_in(factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account()).account)  # type: ignore[arg-type]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def rows(client: Client, address: str) -> list[str]:
    """The fields in which the hours that there are begin, in the order of the week."""
    return [name for name in opened(client, address) if name.startswith("r") and name.endswith("_starts")]


def test_a_form_that_is_old_says_what_changed_and_can_be_sent_again(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/services/{scene.service.slug}"
    mine = opened(client, address) | {"minutes": "40"}
    send(client, address, minutes="50", name_en="GP")
    refused = client.post(address, mine)
    page = text(refused)
    assert refused.status_code == 409
    assert (
        "Somebody else changed this" in page
        and "Length, minutes" in page
        and "<bdi>50</bdi>" in page
        and "<bdi>GP</bdi>" in page
    )
    assert 'value="40"' in page  # what was filled in is still there
    assert client.post(address, Form(page).values).status_code == 302
    scene.service.refresh_from_db()
    assert scene.service.duration == timedelta(minutes=40)  # mine, where both changed it
    assert scene.service.name["en"] == "GP"  # theirs, where I did not


def test_words_in_other_languages_are_kept_and_english_is_needed(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/services/{scene.service.slug}"
    Service.objects.filter(pk=scene.service.pk).update(name={"en": "Doctor", "es": "Médico", "fr": "Médecin"})
    send(client, address, name_vi="Bác sĩ", price="12.50", lead_hours="0.5")
    scene.service.refresh_from_db()
    assert scene.service.name == {"en": "Doctor", "es": "Médico", "fr": "Médecin", "vi": "Bác sĩ"}
    assert (scene.service.price_minor, scene.service.lead_time) == (1250, timedelta(minutes=30))
    assert "This field is required" in text(send(client, address, status=422, name_en=""))
    assert "no such small parts" in text(send(client, address, status=422, price="0.005"))


def test_hours_that_leave_visits_outside_are_saved_in_two_steps(client: Client, scene: Scene) -> None:
    scene.booked()
    address = f"/desk/setup/clinicians/{scene.clinicians[0].staff_member_id}/hours"
    later = dict.fromkeys(rows(client, address), "12:00")
    page = text(send(client, address, **later))
    assert "1 booked visit would lie outside" in page and "Nothing is saved yet" in page
    assert not scene.clinicians[0].patterns.filter(starts=time(12)).exists()
    saved = text(client.post(address, Form(page).values, follow=True))
    assert "stays booked" in saved and "1 booked visit lies outside of these hours" in saved
    assert scene.patient.name not in saved
    assert scene.clinicians[0].patterns.filter(starts=time(12)).count() == 7
    assert Appointment.objects.get().status == "booked"


def test_hours_of_an_old_form(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/clinicians/{scene.clinicians[0].staff_member_id}/hours"
    monday, tuesday, *_others, sunday = (name.removesuffix("_starts") for name in rows(client, address))
    mine = opened(client, address) | {f"{monday}_ends": "18:00"}
    theirs = {
        f"{tuesday}_ends": "16:00",
        f"{sunday}_remove": "on",
        "add_days": ["1"],
        "add_starts": "19:00",
        "add_ends": "20:00",
    }
    send(client, address, on="2026-03-09", **theirs)
    refused = client.post(address, mine)
    page = text(refused)
    assert refused.status_code == 409 and "Tuesday" in page and "7:00 PM" in page
    client.post(address, Form(page).values)  # both, then
    on = MONDAY.date() + timedelta(days=7)
    there = {(p.weekday, p.starts.hour, p.ends.hour) for p in scene.clinicians[0].patterns.exclude(valid_until__lt=on)}
    assert {(1, 8, 18), (1, 19, 20), (2, 8, 16)} <= there and not any(day == 7 for day, _starts, _ends in there)


def test_half_a_pair_of_times(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/clinicians/{scene.clinicians[0].staff_member_id}/hours"
    assert "Fill in both times" in text(send(client, address, status=422, add_starts="18:00", add_days=["1"]))
    assert "on which days" in text(send(client, address, status=422, add_starts="18:00", add_ends="19:00"))


def test_hours_begin_at_the_site_where_they_work(client: Client, scene: Scene) -> None:
    other = factories.a_site(name="Zed Street")
    member = factories.a_clinician(name="Dr. New").staff_member
    assert member
    member.sites.set([other])
    page = text(client.get(f"/desk/setup/clinicians/{member.pk}/hours"))
    assert page.index("Zed Street") < page.index(scene.site.name)


def test_a_day_that_differs(client: Client, scene: Scene) -> None:
    member = scene.clinicians[0].staff_member_id
    page = send(client, f"/desk/setup/clinicians/{member}/days/new", date="2026-03-04", works="away", reason="Training")
    assert "Training" in text(page)
    each = PatternException.objects.get()
    client.post(f"/desk/setup/clinicians/{member}/days/{each.pk}/end")
    assert not PatternException.objects.exists()
    other = factories.a_staff_member()
    assert client.post(f"/desk/setup/clinicians/{other.pk}/days/{each.pk}/end").status_code == 404


def test_closed_days_say_how_many_visits_lie_in_them(client: Client, scene: Scene) -> None:
    visit = scene.booked()
    on = visit.starts_at.astimezone(scene.site.zone).date().isoformat()
    page = send(client, "/desk/setup/closures/new", first=on, reason_en="Holiday", site=str(scene.site.pk))
    assert "1 visit is booked then. It stays booked" in text(page)
    send(client, "/desk/setup/closures/new", first=on)
    page = text(client.get("/desk/setup/closures"))
    assert page.count("<td data-numeric>1</td>") == 2 and "Holiday" in page
    assert page.count("<td>3 Mar 2026</td><td>3 Mar 2026</td>") == 2
    for each in Closure.objects.all():
        assert "Open again" in text(client.post(f"/desk/setup/closures/{each.pk}/end", follow=True))
    assert not Closure.objects.exists()


def test_days_that_are_over_are_warned_of_and_stand_apart(client: Client, scene: Scene) -> None:
    page = text(send(client, "/desk/setup/closures/new", first="2025-12-25", reason_en="Holiday"))
    assert "These days are over already" in page and "No visit is booked then" not in page
    folded = page[page.index("<details", page.index("No day is closed")) :]
    assert "25 Dec 2025" in folded and "Holiday" in folded and "Open after all" not in folded
    send(client, "/desk/setup/closures/new", first="2026-03-02")  # today
    page = text(client.get("/desk/setup/closures"))
    assert page.index("2 Mar 2026") < page.index("<details", page.index("<caption")) < page.index("25 Dec 2025")


def test_hours_that_lie_over_each_other_are_said_as_the_page_says_times(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/clinicians/{scene.clinicians[0].staff_member_id}/hours"
    twice = {"add_days": ["1"], "add_starts": "16:00", "add_ends": "18:30"}
    said = text(send(client, address, status=409, **twice))
    assert "8:00 AM–5:00 PM and 4:00 PM–6:30 PM on the same weekday lie over each other" in words(said)
    client.cookies["django_language"] = "es"
    assert "8:00–17:00" in words(text(send(client, address, status=409, **twice)))


def test_a_plans_first_visit_is_to_be_chosen(client: Client, scene: Scene) -> None:
    page = text(client.get("/desk/setup/plans/new"))
    assert page.count("Choose the first visit") == 1 and page.count("No further visit") == 3


def test_clinicians_without_a_family_name_stand_by_their_name(client: Client, scene: Scene) -> None:
    for name, family in (("Zoë", ""), ("Dr. Ana Ruiz", "Ruiz"), ("Bo", "")):
        factories.a_clinician(name=name, family=family)
    page = text(client.get("/desk/setup/clinicians"))
    assert page.index(">Bo<") < page.index(">Dr. Ana Ruiz<") < page.index(">Zoë<")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_from_which_nobody_can_count_are_refused(client: Client, scene: Scene, day: str) -> None:
    manager = signed_in(factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account)  # type: ignore[arg-type]
    away = {"clinician": scene.clinicians[0].pk, "first": day, "until": "day", "reason": "away"}
    for answer in (
        client.post("/desk/setup/closures/new", {"first": day}),
        manager.post("/desk/absences/new", away),
    ):
        assert answer.status_code == 422 and "Enter a valid date" in text(answer)


def test_opening_hours(client: Client, scene: Scene) -> None:
    address = f"/desk/setup/sites/{scene.site.slug}/opening-hours"
    send(client, address, d1_0_opens="08:00", d1_0_closes="12:00", d1_1_opens="13:00", d1_1_closes="17:00")
    assert OpeningHours.objects.filter(site=scene.site, weekday=1).count() == 2
    assert "overlap" in text(send(client, address, status=409, d1_2_opens="11:00", d1_2_closes="14:00"))
    assert "closes before it opens" in text(send(client, address, status=409, d2_0_opens="11:00", d2_0_closes="10:00"))
    assert "Fill in both" in text(send(client, address, status=422, d2_0_opens="11:00"))
    mine = opened(client, address) | {"d3_0_opens": "08:00", "d3_0_closes": "12:00"}
    send(client, address, d1_0_opens="07:00")
    stale = client.post(address, mine)
    assert stale.status_code == 409 and "Monday" in text(stale) and "7:00 AM–12:00 PM" in text(stale)
    client.post(address, Form(text(stale)).values)
    week = set(OpeningHours.objects.values_list("weekday", "opens__hour"))
    assert week == {(1, 7), (1, 13), (3, 8)}


def test_a_plan(client: Client, scene: Scene) -> None:
    other = factories.a_service()
    first, second = str(scene.service.pk), str(other.pk)
    send(
        client,
        "/desk/setup/plans/new",
        name_en="Heart",
        s0_service=first,
        s1_service=second,
        s1_least="2",
        s1_unit="days",
    )
    plan = Plan.objects.get()
    assert [(step.service_id, step.least) for step in plan.steps.all()] == [(scene.service.pk, 0), (other.pk, 2)]
    address = f"/desk/setup/plans/{plan.slug}"
    assert "at most sooner than at least" in text(send(client, address, status=409, s1_most="1"))
    send(client, address, s1_most="5")
    assert plan.steps.get(place=2).most == 5


def test_a_site_named_in_any_script(client: Client) -> None:
    factories.an_organization()
    send(client, "/desk/setup/sites/new", name="和平诊所", time_zone="Asia/Shanghai", country="CN", phone="")
    site = Site.objects.get()
    assert client.get(f"/desk/setup/sites/{site.slug}").status_code == 200


def test_a_phone_number_is_read_as_it_is_dialled_there(client: Client) -> None:
    send(client, "/desk/setup/organization", name="Klinik", country="DE", phone="030 901820")
    page = send(client, "/desk/setup/organization", status=422, phone="nobody")
    assert "phone number" in text(page)


def fill(scene: Scene, count: int) -> None:
    for _ in range(count):
        site = factories.a_site()
        clinician = factories.a_clinician()
        factories.a_pattern(clinician, site)
        service = factories.a_service(clinician, *scene.clinicians)
        factories.a_need(service, "device", "ultrasound")
        factories.a_room(scene.site)
        factories.a_device(scene.site, "ultrasound")
        plan = Plan.objects.create(slug=service.slug, name={"en": "Plan"})
        plan.steps.create(place=1, service=service)
        Closure.objects.create(site=site, period=(MONDAY, MONDAY + timedelta(days=1)))
        Closure.objects.create(site=site, period=(MONDAY - timedelta(days=1), MONDAY))
        PatternException.objects.create(resource=scene.clinicians[0], site=site, date=MONDAY.date() + timedelta(days=1))


LISTS = [
    ("", 30), ("/sites", 12), ("/sites/{site}/rooms", 12), ("/clinicians", 14), ("/clinicians/{member}/hours", 20),
    ("/services", 18), ("/services/{service}", 18), ("/plans", 12), ("/closures", 12),
]  # fmt: skip


@pytest.mark.parametrize(("address", "most"), LISTS)
def test_lists_ask_alike_for_few_and_many(client: Client, scene: Scene, address: str, most: int) -> None:
    fill(scene, 6)
    names = {"site": scene.site.slug, "member": scene.clinicians[0].staff_member_id, "service": scene.service.slug}

    def asked() -> int:
        client.get(f"/desk/setup{address.format(**names)}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/desk/setup{address.format(**names)}").status_code == 200
        return len(queries)

    few = asked()
    fill(scene, 8)
    assert asked() == few <= most

"""The desk calendar: what stands where, what is free for a visit in hand, and what happens when it is put down."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Role
from heartline.scheduling.booking import actions
from heartline.scheduling.desk.calendar_board import MOST_LANES, lanes
from heartline.scheduling.models import Appointment, Closure, PatternException, Reservation
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene, words
from tests.scheduling.pages.test_query_bounds import asked

spans = st.lists(
    st.tuples(st.integers(0, 200), st.integers(5, 120)).map(lambda s: (s[0], s[0] + s[1])), max_size=12
).map(sorted)


@given(spans)
def test_what_overlaps_stands_side_by_side(given_spans: list[tuple[int, int]]) -> None:
    placed = lanes(given_spans)
    assert len(placed) == len(given_spans)
    for n, (span, (lane, count)) in enumerate(zip(given_spans, placed, strict=True)):
        assert 1 <= lane <= count <= MOST_LANES
        for other, (its_lane, its_count) in zip(given_spans[:n], placed[:n], strict=True):
            if span[0] < other[1] and other[0] < span[1]:
                assert count == its_count
                assert lane != its_lane or lane == MOST_LANES


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def columns(page: str) -> list[str]:
    return re.findall(r'<section class="day-board-column".*?</section>', page, re.S)


class TestThePage:
    def test_shows_visits_blocks_closures_and_hours_of_a_day(self, scene: Scene) -> None:
        patient = a_known_patient(name="Mai Trần")
        visit = scene.booked(patient, after=timedelta(0))
        other = next(c for c in scene.clinicians if c.pk != visit.clinician_id)
        Reservation.objects.create(
            resource=other, note="Team meeting", period=(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2))
        )
        Closure.objects.create(
            site=scene.site,
            reason={"en": "Fire drill"},
            period=(MONDAY + timedelta(hours=4), MONDAY + timedelta(hours=5)),
        )
        page = scene.desk().get("/desk/calendar").content.decode()
        [mine] = [column for column in columns(page) if f'data-visit="{visit.pk}"' in column]
        assert f'data-resource="{visit.clinician_id}" data-date="2026-03-02"' in mine
        assert "Mai Trần" in mine
        assert "Team meeting" in page
        assert "Fire drill" in page
        assert AuditEntry.objects.filter(patient_id=patient.pk).exists()

    def test_a_week_has_a_column_a_day_and_person_and_leaves_out_who_is_away(self, scene: Scene) -> None:
        PatternException.objects.create(resource=scene.clinicians[0], date=MONDAY.date() + timedelta(days=2))
        page = scene.desk().get("/desk/calendar?span=week").content.decode()
        assert len(columns(page)) == 13
        one = scene.desk().get(f"/desk/calendar?span=week&who={scene.clinicians[0].pk}").content.decode()
        assert len(columns(one)) == 7

    def test_rooms_are_columns_too(self, scene: Scene) -> None:
        scene = a_scene(room_kind="exam")
        room = factories.a_room(scene.site)
        visit = scene.booked(after=timedelta(0))
        page = scene.desk().get(f"/desk/calendar?by=room&site={scene.site.slug}").content.decode()
        [column] = columns(page)
        assert f'data-resource="{room.pk}"' in column
        assert f'data-visit="{visit.pk}"' in column

    def test_a_visit_beside_another_has_a_lane(self, scene: Scene) -> None:
        visit = scene.booked(after=timedelta(0))
        double = Appointment.objects.get(pk=scene.booked(a_known_patient(), after=timedelta(hours=2)).pk)
        Appointment.objects.filter(pk=double.pk).update(period=visit.period, clinician=visit.clinician)
        page = scene.desk().get("/desk/calendar").content.decode()
        assert page.count('data-lanes="2"') == 2

    def test_who_may_not_book_takes_hold_of_nothing(self, scene: Scene) -> None:
        visit = scene.booked(after=timedelta(0))
        client = scene.desk(Role.AUDITOR)
        assert client.get("/desk/calendar").status_code == 403
        assert client.get(f"/desk/visits/{visit.pk}/targets").status_code == 403
        assert client.post(f"/desk/visits/{visit.pk}/moved").status_code == 403

    @pytest.mark.parametrize(
        "query", ["date=2026-02-30", "date=x&span=y&by=z&who=1", "date=0001-01-01", "date=9999-12-31&span=week"]
    )
    def test_an_odd_address_is_a_page(self, scene: Scene, query: str) -> None:
        assert scene.desk().get(f"/desk/calendar?{query}").status_code == 200

    @pytest.mark.parametrize("query", ["", "span=week", "by=room&span=week"])
    @pytest.mark.django_db
    def test_it_asks_the_database_the_same_for_two_clinicians_and_for_twenty(self, query: str) -> None:
        scene = a_scene(clinicians=20, room_kind="exam")
        for _ in range(3):
            factories.a_room(scene.site)
        client = scene.desk()
        address = f"/desk/calendar?site={scene.site.slug}&{query}"
        scene.booked(after=timedelta(0))
        few = asked(client, address)
        for n in range(8):
            scene.booked(a_known_patient(), after=timedelta(hours=n))
        assert asked(client, address) == few <= 26


class TestAVisitInHand:
    def targets(self, client: Client, visit: Appointment, **query: Any) -> dict[str, Any]:
        return client.get(f"/desk/visits/{visit.pk}/targets", query).json()  # type: ignore[no-any-return]

    def test_may_go_exactly_where_booking_says(self, scene: Scene) -> None:
        visit, other = scene.booked(after=timedelta(0)), scene.booked(a_known_patient(), after=timedelta(hours=1))
        found = self.targets(scene.desk(), visit, first="2026-03-02", days="1")
        taken = f"{other.clinician_id}|2026-03-02"
        minutes = [minute for minute, _value in found["targets"][taken]]
        assert 10 * 60 not in minutes
        assert {10 * 60 - 20, 10 * 60 + 20} <= set(minutes)
        assert " ".join(found["said"]["620"].split()) == "10:20 AM"
        own = [value for _minute, value in found["targets"][f"{visit.clinician_id}|2026-03-02"]]
        assert found["now"] in own

    def test_may_grow_as_far_as_the_next_one(self, scene: Scene) -> None:
        visit = scene.booked(after=timedelta(0))
        while (following := scene.booked(a_known_patient(), after=timedelta(0))).clinician_id != visit.clinician_id:
            pass
        ends = self.targets(scene.desk(), visit)["ends"]
        start = visit.starts_at.astimezone(scene.site.zone)
        gap = int((following.starts_at - visit.starts_at).total_seconds() // 60)
        assert [minute - (start.hour * 60 + start.minute) for minute, _value in ends] == list(range(5, gap + 1, 5))

    def test_is_moved_and_moved_back(self, scene: Scene) -> None:
        visit, client = scene.booked(after=timedelta(0)), scene.desk()
        found = self.targets(client, visit)
        key = f"{scene.clinicians[1].pk}|2026-03-02"
        minute, value = found["targets"][key][6]
        sent = {"time": value, "key": found["key"]}
        done = client.post(f"/desk/visits/{visit.pk}/moved", sent).json()
        moved = Appointment.objects.get()
        local = moved.starts_at.astimezone(scene.site.zone)
        assert (moved.clinician_id, local.hour * 60 + local.minute) == (scene.clinicians[1].pk, minute)
        assert scene.clinicians[1].name in done["said"]
        client.post(f"/desk/visits/{visit.pk}/moved", sent)
        assert Appointment.objects.get().sequence == 1  # the same key moves once
        client.post(f"/desk/visits/{visit.pk}/moved", {**done["undo"], "key": done["key"]})
        back = Appointment.objects.get()
        assert (back.clinician_id, back.period) == (visit.clinician_id, visit.period)

    def test_stays_where_it_is_when_somebody_was_quicker(self, scene: Scene) -> None:
        visit, client = scene.booked(after=timedelta(0)), scene.desk()
        found = self.targets(client, visit)
        _minute, value = found["targets"][f"{visit.clinician_id}|2026-03-02"][6]
        quicker = a_known_patient()
        when = MONDAY.strptime(value.split("@")[1], "%Y%m%dT%H%MZ").replace(tzinfo=MONDAY.tzinfo)
        actions.book(quicker, scene.service, visit.clinician_id, when, mode="video", key="", online=False)  # type: ignore[arg-type]
        answer = client.post(f"/desk/visits/{visit.pk}/moved", {"time": value, "key": "k"})
        assert answer.status_code == 409
        assert answer.json()["message"].startswith("That time was just taken. Your visit stays as it is.")
        assert Appointment.objects.get(pk=visit.pk).period == visit.period

    def test_is_made_longer_and_back(self, scene: Scene) -> None:
        visit, client = scene.booked(after=timedelta(0)), scene.desk()
        end = self.targets(client, visit)["ends"][7][1]
        done = client.post(f"/desk/visits/{visit.pk}/resized", {"end": end, "key": "k"}).json()
        assert Appointment.objects.get().lasting == timedelta(minutes=40)
        assert "40" in done["said"]
        client.post(f"/desk/visits/{visit.pk}/resized", {**done["undo"], "key": done["key"]})
        assert Appointment.objects.get().lasting == timedelta(minutes=20)

    @pytest.mark.parametrize("what", ["moved", "resized"])
    @pytest.mark.parametrize("value", ["", "nonsense", "\0"])
    def test_nonsense_changes_nothing(self, scene: Scene, what: str, value: str) -> None:
        visit = scene.booked(after=timedelta(0))
        answer = scene.desk().post(f"/desk/visits/{visit.pk}/{what}", {"time": value, "end": value})
        assert answer.status_code == 422
        assert Appointment.objects.get().period == visit.period

    def test_without_scripts_its_length_is_a_form(self, scene: Scene) -> None:
        visit, client = scene.booked(after=timedelta(0)), scene.desk()
        page = client.get(f"/desk/visits/{visit.pk}/length").content.decode()
        assert "30 minutes" in words(page)
        end = (visit.starts_at + timedelta(minutes=30)).strftime("%Y%m%dT%H%MZ")
        assert client.post(f"/desk/visits/{visit.pk}/length", {"end": end, "key": "k"}).status_code == 302
        assert Appointment.objects.get().lasting == timedelta(minutes=30)
        assert client.post(f"/desk/visits/{visit.pk}/length", {"end": "20200101T0000Z", "key": "k"}).status_code == 422

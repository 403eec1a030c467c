"""When somebody can be seen: patterns, exceptions, closures and the two days on which the clock jumps."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.scheduling.availability import actions
from heartline.scheduling.availability.queries import days_with_times, free_times, next_free
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.models import Service
from tests import factories

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 6, 7)
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def on(service: Service, day: date, now: datetime = NOW, **filters: object) -> list[FreeTime]:
    """Free times of a local date."""
    with clock.set(now):
        around = datetime(day.year, day.month, day.day, tzinfo=UTC)
        found = free_times(service, start=around - timedelta(days=1), end=around + timedelta(days=2), **filters)  # type: ignore[arg-type]
    return [each for each in found if each.local_start.date() == day]


def clocks(found: list[FreeTime]) -> list[str]:
    return [f"{each.local_start:%H:%M}" for each in found]


class TestPatterns:
    def test_starts_lie_on_the_grid_and_the_last_visit_ends_with_the_hours(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, [1], time(9, 5), time(10, 5))
        service = factories.a_service(clinician)
        assert clocks(on(service, MONDAY)) == ["09:20", "09:40"]
        assert on(service, MONDAY + timedelta(days=1)) == []

    def test_hours_that_touch_are_one(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, [1], time(9), time(9, 30))
        factories.a_pattern(clinician, site, [1], time(9, 30), time(10))
        assert clocks(on(factories.a_service(clinician), MONDAY)) == ["09:00", "09:20", "09:40"]

    def test_a_pattern_holds_from_its_first_to_its_last_day(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, valid_from=MONDAY, valid_until=MONDAY + timedelta(days=1))
        service = factories.a_service(clinician)
        with clock.set(NOW):
            counts = days_with_times(service, first=MONDAY - timedelta(days=1), days=4)
        assert list(counts.values()) == [0, 9, 9, 0]

    def test_a_pattern_may_be_for_some_ways_to_meet_only(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, [1], time(9), time(10))
        factories.a_pattern(clinician, site, [1], time(10), time(10, 40), modes=["video"])
        service = factories.a_service(clinician)
        assert [each.mode_options for each in on(service, MONDAY)] == [("in_person", "video")] * 3 + [("video",)] * 2
        assert clocks(on(service, MONDAY, mode="in_person")) == ["09:00", "09:20", "09:40"]

    def test_inactive_people_services_and_sites_have_no_times(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site)
        service = factories.a_service(clinician)
        for thing in (clinician, clinician.staff_member, service, site):
            thing.active = False
            thing.save()
            assert on(service, MONDAY) == []
            thing.active = True
            thing.save()
        assert on(service, MONDAY)


class TestExceptions:
    def test_away_for_part_of_a_day(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site)
        actions.be_away(clinician, MONDAY, starts=time(9, 30), ends=time(11))
        assert clocks(on(factories.a_service(clinician), MONDAY)) == ["09:00", "11:00", "11:20", "11:40"]

    def test_extra_hours_add_to_the_day_and_being_away_outweighs_them(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, [1], time(9), time(9, 20))
        service = factories.a_service(clinician)
        actions.add_hours(clinician, site, MONDAY, time(18), time(18, 20))
        assert clocks(on(service, MONDAY)) == ["09:00", "18:00"]
        actions.be_away(clinician, MONDAY)
        assert on(service, MONDAY) == []

    def test_away_from_one_site_is_not_away_from_another(self) -> None:
        here, there, clinician = factories.a_site(), factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, here, [1], time(9), time(9, 20))
        factories.a_pattern(clinician, there, [1], time(14), time(14, 20))
        actions.be_away(clinician, MONDAY, site=here)
        assert clocks(on(factories.a_service(clinician), MONDAY)) == ["14:00"]

    def test_a_closure_of_a_site_or_of_all(self) -> None:
        here, there = factories.a_site(), factories.a_site()
        one, other = factories.a_clinician(), factories.a_clinician()
        factories.a_pattern(one, here, [1], time(9), time(9, 40))
        factories.a_pattern(other, there, [1], time(9), time(9, 40))
        service = factories.a_service(one, other)
        start = datetime(2027, 6, 7, 9, 10, tzinfo=here.zone)
        actions.close(here, start, start + timedelta(hours=5))
        assert [each.site_id for each in on(service, MONDAY)] == [there.pk, there.pk]
        actions.close(None, start + timedelta(minutes=15), start + timedelta(hours=5))
        assert clocks(on(service, MONDAY)) == ["09:00"]


class TestClockChanges:
    """Night hours, so that the jump falls into them."""

    def clinic(self, zone: str) -> Service:
        site, clinician = factories.a_site(time_zone=zone), factories.a_clinician()
        factories.a_pattern(clinician, site, starts=time(0), ends=time(6))
        return factories.a_service(clinician, duration=timedelta(minutes=30), step=timedelta(minutes=30))

    def test_in_spring_the_hour_that_no_clock_shows_is_not_offered(self) -> None:
        found = on(self.clinic("America/New_York"), date(2027, 3, 14), datetime(2027, 3, 1, tzinfo=UTC))
        assert clocks(found) == [
            "00:00",
            "00:30",
            "01:00",
            "01:30",
            "03:00",
            "03:30",
            "04:00",
            "04:30",
            "05:00",
            "05:30",
        ]
        assert found[4].starts_at - found[3].starts_at == timedelta(minutes=30)

    def test_in_autumn_the_hour_shown_twice_is_offered_once_and_nine_is_still_nine(self) -> None:
        found = on(self.clinic("America/New_York"), date(2027, 11, 7), datetime(2027, 11, 1, tzinfo=UTC))
        assert clocks(found) == [f"{h:02}:{m:02}" for h in range(6) for m in (0, 30)]
        assert found[2].starts_at - found[1].starts_at == timedelta(minutes=90)

    def test_hours_that_begin_as_the_clock_jumps_keep_to_the_grid(self) -> None:
        site, clinician = factories.a_site(time_zone="America/New_York"), factories.a_clinician()
        factories.a_pattern(clinician, site, starts=time(3), ends=time(5))
        service = factories.a_service(clinician, step=timedelta(minutes=50))
        found = on(service, date(2027, 3, 14), datetime(2027, 3, 1, tzinfo=UTC))
        assert clocks(found) == ["03:20", "04:10"]  # and not 02:30, which that night is half past three

    @pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7), date(2027, 6, 7)])
    def test_a_zone_without_summer_time_has_the_same_times_every_day(self, day: date) -> None:
        found = on(self.clinic("America/Phoenix"), day, datetime(2027, 1, 1, tzinfo=UTC), online=False)
        assert len(found) == 12
        assert found[-1].starts_at - found[0].starts_at == timedelta(hours=5, minutes=30)

    def test_office_hours_keep_their_wall_clock_over_the_jump(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, starts=time(9), ends=time(9, 20))
        with clock.set(datetime(2027, 3, 12, tzinfo=UTC)):
            found = next_free(factories.a_service(clinician), n=4)
        assert clocks(found) == ["09:00"] * 4
        assert [f"{each.starts_at:%d %H}" for each in found] == ["12 14", "13 14", "14 13", "15 13"]


class TestSetting:
    def test_hours_are_set_and_ended_and_the_ledger_says_so(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        service = factories.a_service(clinician)
        pattern = actions.work(clinician, site, 1, time(9), time(9, 40), valid_from=MONDAY)
        assert clocks(on(service, MONDAY)) == ["09:00", "09:20"]
        actions.stop_working(pattern, MONDAY)
        assert on(service, MONDAY) and not on(service, MONDAY + timedelta(days=7))
        assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == ["hours.set", "hours.ended"]

    def test_what_ends_before_it_starts_is_refused(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        with pytest.raises(Refused, match="ends before it starts"):
            actions.work(clinician, site, 1, time(9), time(8), valid_from=MONDAY)
        with pytest.raises(Refused, match="ends before it starts"):
            actions.close(site, NOW, NOW)


class TestNotice:
    def test_online_keeps_to_lead_time_and_horizon_and_staff_do_not(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, starts=time(9), ends=time(10))
        service = factories.a_service(clinician, lead_time=timedelta(hours=24), horizon=timedelta(days=2))
        now = datetime(2027, 6, 7, 9, 10, tzinfo=site.zone)
        assert clocks(on(service, MONDAY, now)) == []
        assert clocks(on(service, MONDAY + timedelta(days=1), now)) == ["09:20", "09:40"]
        assert clocks(on(service, MONDAY + timedelta(days=2), now)) == ["09:00"]
        assert on(service, MONDAY + timedelta(days=3), now) == []
        # The visit that is going on can still be given to somebody who stands at the desk.
        assert clocks(on(service, MONDAY, now, online=False)) == ["09:00", "09:20", "09:40"]
        assert len(on(service, MONDAY + timedelta(days=30), now, online=False)) == 3

    def test_what_only_staff_may_book_is_offered_to_staff_only(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site)
        service = factories.a_service(clinician, online="nobody")
        assert on(service, MONDAY) == []
        assert on(service, MONDAY, online=False)

    def test_the_soonest_are_found_however_far(self) -> None:
        site, clinician = factories.a_site(), factories.a_clinician()
        factories.a_pattern(clinician, site, valid_from=date(2027, 8, 20))
        service = factories.a_service(clinician)
        with clock.set(NOW):
            assert [each.local_start.date() for each in next_free(service, n=10)] == [date(2027, 8, 20)] * 9 + [
                date(2027, 8, 21)
            ]
            assert len(next_free(service, n=1000)) == 9 * 10 + 0  # up to the horizon, 30 August 12:00 UTC

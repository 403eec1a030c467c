"""Dates as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from heartline.kernel import clock, dates

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
VISIT = datetime(2026, 3, 3, 19, 30, tzinfo=UTC)
ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tuesday, 3 March, 2:30 PM"),
        ("es", "martes, 3 de marzo, 14:30"),
        ("zh-hans", "3月3日星期二 14:30"),
        ("vi", "Thứ Ba, 3 tháng 3, 14:30"),
        ("ar", "الثلاثاء، 3 مارس، 2:30 م"),
    ],
)
def test_a_visit_is_said_in_each_language_own_order(language: str, said: str) -> None:
    with clock.set(NOW):
        assert dates.say(VISIT, ZONE, language) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2 PM"), ("es", "14"), ("vi", "14"), ("ar", "2 م"), ("zh-hans", "14"), ("de", "14")]
)
def test_an_hour_on_an_axis_is_short(language: str, said: str) -> None:
    assert dates.say_hour(14, language) == said


def test_another_year_is_said() -> None:
    with clock.set(NOW):
        assert dates.say_day(date(2027, 3, 3), "en") == "Wednesday, 3 March 2027"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(minutes=20), "in 20 minutes"),
        (timedelta(minutes=99), "in 99 minutes"),
        (timedelta(minutes=100), "in 2 hours"),
        (timedelta(minutes=-119), "2 hours ago"),
        (timedelta(minutes=121), "in 2 hours"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=-1), "yesterday"),
        (timedelta(days=9), "in 9 days"),
        (timedelta(days=-21), "3 weeks ago"),
        (timedelta(0), "now"),
    ],
)
def test_how_far_away_counts_days_on_the_calendar(away: timedelta, said: str) -> None:
    with clock.set(NOW):
        assert dates.say_distance(NOW + away, ZONE, "en") == said


def test_late_tonight_and_early_tomorrow_are_two_days() -> None:
    evening = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # 10 PM in New York
    with clock.set(evening):
        assert dates.say_distance(evening + timedelta(hours=9), ZONE, "en") == "tomorrow"


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1985, 3, 3), "40 years"),
        (date(1985, 3, 2), "41 years"),
        (date(2025, 8, 1), "7 months"),
        (date(2026, 2, 10), "2 weeks"),  # and six days: an age counts what is complete
        (date(2026, 2, 9), "3 weeks"),
        (date(2026, 3, 1), "1 day"),
    ],
)
def test_an_age_is_said_in_the_unit_that_fits_it(born: date, said: str) -> None:
    with clock.set(NOW):
        assert dates.say_age(born, "en") == said


def test_a_language_unknown_to_the_tables_falls_back_to_its_own_form() -> None:
    with clock.set(NOW):
        assert "März" in dates.say_day(date(2026, 3, 3), "de")
        assert dates.say_day(date(2026, 3, 3), "not a language") == "Tuesday, 3 March"


@pytest.mark.parametrize("text", ["", "tomorrow", "\0", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_nobody_can_count_from_is_none(text: str) -> None:
    assert dates.read_day(text) is None
    assert dates.read_day("2026-02-28") == date(2026, 2, 28)

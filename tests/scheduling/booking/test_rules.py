"""What may become of a visit, and who may have which service."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.kernel.actor import Kind
from heartline.scheduling.booking.rules import (
    Step,
    Terms,
    Who,
    after,
    ineligible,
    may_arrange,
    too_late_to_change,
    why_not,
)
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.catalogue.rules import age_on
from heartline.scheduling.models import Appointment

DAY = date(2027, 3, 1)
STATUSES = list(Appointment.Status.values)


@given(st.sampled_from(STATUSES), st.sampled_from(list(Step)), st.sampled_from(Mode.values))
def test_every_refused_step_has_words_and_every_other_leads_to_a_status(status: str, step: Step, mode: str) -> None:
    became = after(status, step, mode)
    if became is None:
        message, _next = why_not(status)
        assert str(message)
    else:
        assert became in STATUSES


@given(st.sampled_from(list(Step)), st.sampled_from(Mode.values))
def test_what_is_over_stays_over(step: Step, mode: str) -> None:
    assert after("cancelled", step, mode) is None
    assert after("fulfilled", step, mode) is None


@pytest.mark.parametrize("mode", ["video", "phone"])
def test_a_call_has_no_arrival_and_one_that_was_missed_may_come_about(mode: str) -> None:
    assert [after(status, Step.ARRIVE, mode) for status in ("booked", "noshow")] == [None, None]
    assert [after(status, Step.COMPLETE, mode) for status in ("booked", "noshow")] == ["fulfilled", "fulfilled"]
    assert after("noshow", Step.COMPLETE, "in_person") is None


@given(st.dates(date(1900, 1, 1), date(2027, 1, 1)), st.integers(0, 40000))
def test_age_grows_by_one_each_birthday(born: date, days: int) -> None:
    day = min(born + timedelta(days=days), date(9998, 1, 1))
    age = age_on(born, day)
    assert age >= 0
    assert age_on(born, day + timedelta(days=1)) - age in (0, 1)
    assert abs(age - days / 365.2425) < 1.01


def test_born_on_a_leap_day() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("terms", "who", "online", "eligible"),
    [
        (Terms("anyone"), Who(None, False), True, True),
        (Terms("returning"), Who(None, False), True, False),
        (Terms("returning"), Who(None, True), True, True),
        (Terms("returning"), Who(None, False), False, True),
        (Terms("nobody"), Who(None, True), True, False),
        (Terms("nobody"), Who(None, True), False, True),
        (Terms("anyone", active=False), Who(None, True), False, False),
        (Terms("anyone"), Who(None, True, deceased=True), False, False),
        (Terms("anyone", max_age=17), Who(date(2009, 3, 2), False), True, True),
        (Terms("anyone", max_age=17), Who(date(2009, 3, 1), False), True, False),
        (Terms("anyone", min_age=18), Who(date(2009, 3, 2), False), False, False),
        (Terms("anyone", min_age=18), Who(None, False), True, True),
    ],
)
def test_who_may_have_a_service(terms: Terms, who: Who, online: bool, eligible: bool) -> None:
    assert (ineligible(terms, who, DAY, online=online) is None) == eligible


def test_notice() -> None:
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    day = timedelta(days=1)
    assert too_late_to_change(now + day, now, day) is None
    assert too_late_to_change(now + day - timedelta(seconds=1), now, day) is not None
    assert too_late_to_change(now, now, timedelta(0)) is not None


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("scope", ["", "read", "visits", "all"])
def test_who_may_arrange_visits(kind: Kind, scope: str) -> None:
    expected = kind in (Kind.STAFF, Kind.SYSTEM) or scope in ("visits", "all")
    assert may_arrange(kind, own=False, scope=scope) == expected
    assert may_arrange(kind, own=True, scope=scope)

"""Gaps between what is taken, as sets of minutes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.desk.hours import Span, joined, without, working
from heartline.scheduling.models import PatternException
from tests import factories

START = datetime(2026, 3, 2, tzinfo=UTC)


def span(pair: tuple[int, int]) -> Span:
    return START + timedelta(minutes=pair[0]), START + timedelta(minutes=pair[0] + pair[1])


spans = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)).map(span), max_size=8)


def minutes(some: list[Span]) -> set[int]:
    def minute(moment: datetime) -> int:
        return int((moment - START).total_seconds() // 60)

    return {m for start, end in some for m in range(minute(start), minute(end))}


@given(spans, spans)
def test_what_is_left_is_exactly_what_was_not_taken(open_: list[Span], taken: list[Span]) -> None:
    left = without(open_, taken)
    assert minutes(left) == minutes(open_) - minutes(taken)
    assert left == joined(left)


@pytest.mark.django_db
def test_a_day_off_and_a_lunch_away_are_taken_out() -> None:
    site = factories.a_site()
    here, off = factories.a_clinician(), factories.a_clinician()
    for clinician in (here, off):
        factories.a_pattern(clinician, site, starts=time(9), ends=time(17))
    on = date(2026, 3, 2)
    PatternException.objects.create(resource=here, date=on, starts=time(12), ends=time(13))
    PatternException.objects.create(resource=off, date=on)
    worked = working(site, on, [here.pk, off.pk])
    assert [(start.time(), end.time()) for start, end in worked[here.pk]] == [(time(9), time(12)), (time(13), time(17))]
    assert worked[off.pk] == []

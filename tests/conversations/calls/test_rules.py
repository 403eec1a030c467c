"""How long a wait may be, and how well calls are answered: exact, rounded up, and silent where nothing is known."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.conversations.calls.rules import LEAST, Waited, expected_wait, figures

minutes = st.integers(1, 60).map(lambda n: timedelta(minutes=n))
seconds = st.integers(0, 600).map(lambda n: timedelta(seconds=n))


def s(n: int) -> timedelta:
    return timedelta(seconds=n)


def test_nobody_here_or_too_little_measured_tells_nothing() -> None:
    took = [timedelta(minutes=4)] * LEAST
    assert expected_wait(1, took, 0) is None
    assert expected_wait(1, took[1:], 2) is None
    assert expected_wait(3, took, 2) == timedelta(minutes=6)
    assert expected_wait(1, took, 3) == timedelta(minutes=2)  # 80 s, rounded up


@settings(max_examples=40)
@given(st.integers(1, 30), st.lists(minutes, min_size=LEAST, max_size=20), st.integers(1, 10))
def test_it_grows_with_the_place_and_shrinks_with_those_who_are_here(at: int, took: list[timedelta], here: int) -> None:
    one = expected_wait(at, took, here)
    further, more = expected_wait(at + 1, took, here), expected_wait(at, took, here + 1)
    assert one is not None and further is not None and more is not None
    assert more <= one <= further and one % timedelta(minutes=1) == timedelta(0)
    assert one >= at * min(took) / here


def test_the_fields_figures() -> None:
    waited = [
        Waited(s(10), answered=True), Waited(s(20), answered=True), Waited(s(60), answered=True),
        Waited(s(90), gave_up=True), Waited(s(3), gave_up=True), Waited(s(200)),
    ]  # fmt: skip
    found = figures(waited, [timedelta(minutes=10), timedelta(minutes=50)])
    assert (found.calls, found.in_time, found.speed, found.abandoned) == (4, 0.5, s(30), 0.25)
    assert (found.called_back, found.called_back_in_time) == (timedelta(minutes=30), 0.5)
    assert (found.answers_in_time, found.is_fast, found.keeps_callers, found.calls_back_in_time) == (
        False, True, False, True,
    )  # fmt: skip


def test_of_nothing_nothing_is_told() -> None:
    found = figures([Waited(s(2), gave_up=True)], [])
    assert (found.calls, found.in_time, found.speed, found.abandoned, found.called_back) == (0, None, None, None, None)


@settings(max_examples=40)
@given(st.lists(st.builds(Waited, seconds, st.booleans(), st.booleans())))
def test_shares_are_shares(waited: list[Waited]) -> None:
    found = figures(waited, [])
    assert all(share is None or 0 <= share <= 1 for share in (found.in_time, found.abandoned))

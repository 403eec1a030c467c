"""Nobody is told of a place that another was told of, and nobody is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.groups.rules import to_tell

few = st.integers(0, 30)


@given(few, few, few)
def test_as_many_as_there_are_places_nobody_was_told_of(free: int, told: int, waiting: int) -> None:
    now = to_tell(free, told, waiting)
    assert 0 <= now <= waiting
    assert now == waiting or told + now >= free
    assert now == 0 or told + now <= free

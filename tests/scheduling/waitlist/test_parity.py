"""Figures by group: shares, means and their ratios, honest about few people."""

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.waitlist.parity import Case, age_group, by, mean, share
from heartline.scheduling.waitlist.plot import plot

cases = st.builds(
    Case,
    language=st.sampled_from(["en", "es", "vi"]),
    age=st.sampled_from(["0-17", "65+"]),
    offers=st.integers(0, 4),
    accepted=st.integers(0, 1),
    answered=st.integers(1, 4),
    gained=st.one_of(st.none(), st.floats(0.5, 60)),
)


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_share_lies_in_its_interval_within_none_and_all(count: int, n: int) -> None:
    found = share(min(count, n), n)
    assert found is not None and 0 <= found.low <= found.value + 1e-9 and found.value - 1e-9 <= found.high <= 1


def test_known_intervals() -> None:
    half = share(50, 100)
    assert half and (round(half.low, 3), round(half.high, 3)) == (0.404, 0.596)  # Wilson, as tables have it
    few = mean([2.0, 4.0, 6.0])
    assert few and few.value == 4.0 and round(few.high - few.low, 2) == 4.53
    assert share(0, 0) is mean([]) is None


@given(st.lists(cases, min_size=1, max_size=80))
def test_groups_are_all_of_everybody_once(found: list[Case]) -> None:
    for other in ("", "few"):
        whole, rows = by(found, lambda case: case.language, other=other)
        assert whole.people == len(found) == sum(row.people for row in rows)
        if other:
            assert all(row.people >= 20 for row in rows[:-1] if row.group != other)


def test_alike_is_one_and_half_as_often_is_a_half() -> None:
    found = [Case("en", "", 1, 0, 1)] * 100 + [Case("es", "", 0, 0, 0)] * 50 + [Case("es", "", 1, 0, 1)] * 50
    whole, [english, spanish] = by(found, lambda case: case.language)
    assert whole.offered and whole.offered.value == 0.75
    assert english.offered_ratio and spanish.offered_ratio
    assert round(english.offered_ratio.value / spanish.offered_ratio.value, 6) == 2


def test_the_plot_keeps_to_its_frame() -> None:
    huge = share(10, 10)
    tiny = share(1, 10)
    assert huge and tiny
    drawn = plot([("all", huge.to(tiny), False), ("none", None, True)])
    [mark] = drawn.marks
    assert mark.label == "all" and mark.high <= drawn.width and mark.said == "10.00"


def test_ages_are_grouped() -> None:
    assert [age_group(years) for years in (None, 0, 17, 18, 44, 45, 64, 65, 101)] == [
        "", "0-17", "0-17", "18-44", "18-44", "45-64", "45-64", "65+", "65+",
    ]  # fmt: skip

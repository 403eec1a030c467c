"""The order in which a time is offered: explained, deterministic, and such that nobody starves or is overtaken unsaid."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.waitlist.rules import (
    HEAD_START,
    MOST_AHEAD,
    Misfit,
    Slot,
    Urgency,
    Waiting,
    Why,
    Wishes,
    misfit,
    mode_for,
    place,
    rank,
    standing,
)

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
CLINICIANS = [UUID(int=n) for n in range(3)]
SITES = [UUID(int=10 + n) for n in range(2)]
MODES = ["in_person", "video", "phone"]
ZONES = ["America/New_York", "America/Chicago", "Asia/Tokyo"]


def some(values: list[object]) -> st.SearchStrategy[frozenset[object]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


hours = st.one_of(st.none(), st.sampled_from([time(8), time(12), time(13, 30), time(17)]))
wishes = st.builds(
    Wishes,
    weekdays=st.frozensets(st.integers(1, 7), max_size=5),
    starts=hours,
    ends=hours,
    clinicians=some(list(CLINICIANS)),
    sites=some(list(SITES)),
    modes=some(list(MODES)),
    notice=st.sampled_from([timedelta(hours=1), timedelta(hours=4), timedelta(days=2)]),
)
waiting = st.builds(
    Waiting,
    id=st.uuids(version=4),
    joined_at=st.integers(0, 500_000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    urgency=st.sampled_from(Urgency),
    wishes=wishes,
    earlier_than=st.one_of(st.none(), st.integers(0, 60).map(lambda days: NOW + timedelta(days=days))),
    own_clinician=st.one_of(st.none(), st.sampled_from(CLINICIANS)),
)


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    start = NOW + timedelta(minutes=10 * draw(st.integers(6, 6000)))
    modes = draw(st.lists(st.sampled_from(MODES), min_size=1, max_size=3, unique=True))
    return Slot(
        draw(st.sampled_from(CLINICIANS)), draw(st.sampled_from(SITES)), draw(st.sampled_from(ZONES)), start,
        start + timedelta(minutes=30), modes,
    )  # fmt: skip


everybody = st.lists(waiting, max_size=12, unique_by=lambda each: each.id)


@given(everybody, slots(), st.randoms())
def test_the_order_is_the_same_however_they_come(people: list[Waiting], slot: Slot, shuffled: st.DataObject) -> None:
    first = rank(people, slot, NOW)
    mixed = list(people)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    assert rank(mixed, slot, NOW) == first


@given(everybody, slots())
def test_nobody_is_overtaken_by_somebody_who_joined_later_without_a_stated_reason(
    people: list[Waiting], slot: Slot
) -> None:
    order = rank(people, slot, NOW)
    for n, first in enumerate(order):
        for second in order[n + 1 :]:
            if first.waiting.joined_at > second.waiting.joined_at:
                counts = {reason.why: reason.days for reason in second.reasons}
                more = {reason.why for reason in first.reasons if reason.days > counts.get(reason.why, 0)}
                stated = more - {Why.WAITED}
                same_day = (NOW - first.waiting.joined_at).days == (NOW - second.waiting.joined_at).days
                assert stated or (same_day and first.days == second.days), (first, second)


@given(everybody, slots())
def test_what_a_place_is_made_of_adds_up_to_it(people: list[Waiting], slot: Slot) -> None:
    for each in rank(people, slot, NOW):
        assert each.days == sum(reason.days for reason in each.reasons)
        assert [reason.why for reason in each.reasons].count(Why.WAITED) == 1


@given(waiting, waiting, slots())
def test_nobody_starves_because_who_waits_long_enough_goes_first_whatever_else(
    a: Waiting, b: Waiting, slot: Slot
) -> None:
    if misfit(a, slot, NOW) is None and misfit(b, slot, NOW) is None:
        long, short = sorted((a, b), key=lambda each: each.joined_at)
        if short.joined_at - long.joined_at > MOST_AHEAD + timedelta(days=1):
            assert [each.waiting for each in rank([short, long], slot, NOW)] == [long, short]


@given(waiting, slots(), st.integers(0, 400))
def test_waiting_never_costs_a_place(who: Waiting, slot: Slot, days: int) -> None:
    later = NOW + timedelta(days=days)
    assert place(who, slot, later).days >= place(who, slot, NOW).days


@given(waiting, slots())
def test_more_urgent_is_never_further_back(who: Waiting, slot: Slot) -> None:
    levels = [
        place(Waiting(who.id, who.joined_at, urgency, who.wishes, own_clinician=who.own_clinician), slot, NOW).days
        for urgency in Urgency
    ]
    assert levels == sorted(levels)
    assert standing(Urgency.URGENT, who.joined_at) == who.joined_at - HEAD_START[Urgency.URGENT]


@given(waiting, slots())
def test_what_is_offered_is_what_was_wished_for(who: Waiting, slot: Slot) -> None:
    if misfit(who, slot, NOW) is not None:
        return
    wanted, local = who.wishes, slot.starts_at.astimezone(ZoneInfo(slot.zone))
    assert not wanted.clinicians or slot.clinician_id in wanted.clinicians
    assert not wanted.sites or slot.site_id in wanted.sites
    assert not wanted.weekdays or local.isoweekday() in wanted.weekdays
    assert not wanted.starts or local.time() >= wanted.starts
    assert not wanted.ends or (local + timedelta(minutes=30)).time() <= wanted.ends
    assert slot.starts_at - NOW >= wanted.notice
    assert who.earlier_than is None or slot.starts_at <= who.earlier_than - timedelta(days=1)
    assert mode_for(wanted, slot.modes) in (wanted.modes or slot.modes)


def a_slot(day: date = date(2026, 3, 5), hour: int = 9, zone: str = "America/New_York") -> Slot:
    start = datetime.combine(day, time(hour), ZoneInfo(zone))
    return Slot(CLINICIANS[0], SITES[0], zone, start, start + timedelta(minutes=30), MODES)


def test_each_thing_counts_as_much_as_is_said() -> None:
    narrow = Wishes(
        weekdays=frozenset({4}), ends=time(12), clinicians=frozenset(CLINICIANS[:1]), sites=frozenset(SITES[:1])
    )
    who = Waiting(UUID(int=1), NOW - timedelta(days=12), Urgency.SOON, narrow, own_clinician=CLINICIANS[0])
    made = {reason.why: reason.days for reason in place(who, a_slot(), NOW).reasons}
    assert made == {
        Why.URGENCY: 14, Why.WAITED: 12, Why.CLINICIAN: 1, Why.DAYS: 1, Why.HOURS: 1, Why.OWN_CLINICIAN: 3,
    }  # fmt: skip  # three wishes at most count


def test_why_a_time_is_nothing_for_somebody_is_said() -> None:
    def why(**fields: object) -> Misfit | None:
        return misfit(Waiting(UUID(int=1), NOW, wishes=Wishes(**fields)), a_slot(), NOW)  # type: ignore[arg-type]

    assert why() is None
    assert why(weekdays=frozenset({1})) is Misfit.WEEKDAY
    assert why(starts=time(10)) is why(ends=time(9, 15)) is Misfit.HOURS
    assert why(clinicians=frozenset(CLINICIANS[1:])) is Misfit.CLINICIAN
    assert why(sites=frozenset(SITES[1:])) is Misfit.SITE
    assert why(first=date(2026, 3, 6)) is why(until=date(2026, 3, 4)) is Misfit.DATES
    assert why(notice=timedelta(days=5)) is Misfit.NOTICE
    soon = Waiting(UUID(int=1), NOW, earlier_than=a_slot().starts_at + timedelta(hours=5))
    assert misfit(soon, a_slot(), NOW) is Misfit.NOT_EARLIER
    stuck = Waiting(UUID(int=1), NOW, earlier_than=NOW + timedelta(days=9), keeps_from=NOW)
    assert misfit(stuck, a_slot(), NOW) is Misfit.CANNOT_LEAVE

"""How deadlines stand, until when things are laid aside, and who is meant by a name."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from heartline.conversations.inbox.rules import Late, late
from heartline.conversations.inbox.snoozing import choices
from heartline.conversations.threads.mentions import Colleague, mentioned

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 4, 12, tzinfo=NEW_YORK)  # a Wednesday


@pytest.mark.parametrize(
    ("left", "length", "stands"),
    [
        (timedelta(hours=2), timedelta(hours=4), Late.NO),
        (timedelta(minutes=30), timedelta(hours=4), Late.SOON),
        (timedelta(minutes=20), timedelta(hours=1), Late.NO),
        (timedelta(minutes=15), timedelta(hours=1), Late.SOON),
        (timedelta(0), timedelta(hours=1), Late.PASSED),
    ],
)
def test_a_deadline_is_warned_of_before_it_passes(left: timedelta, length: timedelta, stands: Late) -> None:
    assert late(NOON + left, NOON, length) == stands


def test_what_has_no_deadline_is_not_late() -> None:
    assert late(None, NOON, timedelta(hours=1)) == Late.NO


def test_things_are_laid_aside_until_mornings_on_the_clock_of_the_place() -> None:
    found = {each.name: each.at for each in choices(NOON)}
    assert found["tomorrow"] == datetime(2026, 3, 5, 8, tzinfo=NEW_YORK)
    assert found["monday"] == datetime(2026, 3, 9, 8, tzinfo=NEW_YORK)  # the clock has gone forward in between
    assert found["monday"].utcoffset() == timedelta(hours=-4)
    assert all(at > NOON for at in found.values())


@pytest.mark.parametrize("days", range(7))
def test_on_any_day_each_time_is_offered_once_and_later(days: int) -> None:
    now = NOON + timedelta(days=days)
    times = [each.at for each in choices(now)]
    assert len(set(times[2:4])) == len(times[2:4]) and min(times) > now


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Nora please call her", ["Nora Nuñez"]),
        ("ask @nora nunez, or @LI WEI.", ["Nora Nuñez", "Li Wei"]),
        ("@Ana", []),  # there are two
        ("@Ana Ruiz and not @Ana Rui", ["Ana Ruiz"]),
        ("@Dr. Smith's room", ["Dr. Smith"]),
        ("nora@example.org, @ nobody @", []),
        ("no name", []),
    ],
)
def test_who_is_mentioned(text: str, names: list[str]) -> None:
    known = [Colleague(uuid4(), name) for name in ("Nora Nuñez", "Li Wei", "Ana Ruiz", "Ana Belén", "Dr. Smith")]
    found = mentioned(text, known)
    assert [each.name for id_ in found for each in known if each.id == id_] == names

"""Files of subscribed calendars, whatever the words in them: valid for our own reader and for icalendar's."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.calendars.feed_rules import Entry, at_most, compose_feed, etag
from heartline.scheduling.calendars.models import Detail
from heartline.scheduling.calendars.rules import Visit, clean, compose
from tests.scheduling.calendars.rfc5545 import violations

# Around both changes of the clock in 2026 and 2027: the two hemispheres, half hours, and a zone without any.
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Africa/Cairo"]
CHANGES = [(2026, 3, 8), (2026, 3, 29), (2026, 10, 25), (2026, 11, 1), (2027, 4, 4), (2027, 9, 5), (2026, 4, 24)]

awkward = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(";,:\\\"\n\r\t\x00\x07\x0b\x0c\x1b\x7f\x85\u2028\u2029 =^'")),
        st.sampled_from(["👩", "🏥", "é", "\u0301", "ب", "ש", "中", "\u202e", "\ufeff", "\u200d", "𝒜"]),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
)
texts = st.one_of(awkward, st.text(max_size=120))
moments = st.builds(
    lambda minute, zone: (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)),
    st.integers(0, 2 * 365 * 1440),
    st.sampled_from(ZONES),
)


def a_visit(
    summary: str = "Visit", location: str = "Here", starts_at: datetime = datetime(2026, 3, 8, 6, tzinfo=UTC)
) -> Visit:
    return Visit(
        id=uuid4(), starts_at=starts_at, ends_at=starts_at.astimezone(UTC) + timedelta(minutes=20), summary=summary,
        location=location, sequence=3, changed_at=datetime(2026, 1, 2, tzinfo=UTC), language="en", url="https://x.org/v/1",
    )  # fmt: skip


entries = st.builds(
    lambda summary, location, at, off: Entry(a_visit(summary, location, at), cancelled=off),
    texts, texts, moments, st.booleans(),
)  # fmt: skip


@given(texts, st.lists(entries, max_size=5))
def test_any_words_make_a_valid_file(name: str, listed: list[Entry]) -> None:
    file = compose_feed(name, listed)
    assert violations(file) == []
    read = icalendar.Calendar.from_ical(file)
    assert [str(event["summary"]) for event in read.walk("VEVENT")] == [clean(each.visit.summary) for each in listed]
    assert [str(event["location"]) for event in read.walk("VEVENT") if "location" in event] == [
        clean(each.visit.location) for each in listed if each.visit.location
    ]


@given(texts, texts)
def test_the_file_of_one_visit_is_valid_with_any_words(summary: str, location: str) -> None:
    assert violations(compose(a_visit(summary, location))) == []
    assert violations(compose(a_visit(summary, location), "CANCEL")) == []


@given(texts)
def test_what_a_reader_sees_survives_and_nothing_breaks_a_line(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert "\r" not in kept
    assert "\x00" not in kept
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize("zone", ZONES)
def test_a_visit_on_a_day_on_which_the_clock_jumps_is_shown_at_its_own_hour(
    zone: str, day: tuple[int, int, int]
) -> None:
    midnight = datetime(*day, tzinfo=ZoneInfo(zone))
    for quarter in range(26 * 4):
        at = (midnight.astimezone(UTC) + timedelta(minutes=15 * quarter)).astimezone(ZoneInfo(zone))
        visit = a_visit(starts_at=at)
        [event] = icalendar.Calendar.from_ical(compose_feed("x", [Entry(visit)])).walk("VEVENT")
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        assert start == at.astimezone(UTC)
        assert start.astimezone(ZoneInfo(zone)).strftime("%H:%M %z") == at.strftime("%H:%M %z")
        assert end - start == timedelta(minutes=20)


def test_a_cancelled_visit_stays_and_says_so() -> None:
    visit = a_visit()
    file = compose_feed("x", [Entry(visit, cancelled=True)])
    [event] = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert (event["uid"], event["status"], event["sequence"]) == (f"{visit.id}@heartline", "CANCELLED", 3)


def test_a_feed_and_a_single_file_speak_of_the_same_event() -> None:
    visit = a_visit()
    one, many = (
        icalendar.Calendar.from_ical(file).walk("VEVENT")[0]
        for file in (compose(visit), compose_feed("x", [Entry(visit)]))
    )
    for name in ("uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "summary", "location", "status"):
        assert one[name].to_ical() == many[name].to_ical(), name


def test_an_empty_calendar_is_still_one() -> None:
    assert violations(compose_feed("x", [])) == []


def test_the_validator_changes_with_the_content_and_with_nothing_else() -> None:
    visit = Entry(a_visit())
    assert etag("x", [visit]) == etag("x", [visit])
    assert len({etag("x", [visit]), etag("y", [visit]), etag("x", []), etag("x", [Entry(visit.visit, True)])}) == 4


@pytest.mark.parametrize(
    ("asked", "most", "said"),
    [("initials", "service", "service"), ("busy", "initials", "busy"), ("service", "busy", "busy")],
)
def test_no_more_is_said_than_the_organisation_allows(asked: str, most: str, said: str) -> None:
    assert at_most(asked, most) == Detail(said)


BREAKS = {
    "a bare line feed": (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\n"),
    "a long line": (b"SUMMARY;LANGUAGE=en:Visit", b"SUMMARY;LANGUAGE=en:" + b"x" * 80),
    "a bare comma": (b"LOCATION:Here", b"LOCATION:Here, there"),
    "a local time": (b"DTSTART:20260308T060000Z", b"DTSTART:20260308T060000"),
    "no UID": (b"UID:", b"X-UID:"),
    "no end": (b"END:VEVENT\r\n", b""),
    "a control character": (b"LOCATION:Here", b"LOCATION:He\x07re"),
    "an escape that is none": (b"LOCATION:Here", b"LOCATION:He\\xre"),
    "no value": (b"LOCATION:Here", b"LOCATION"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", BREAKS)
def test_our_reader_finds_what_is_wrong(wrong: str) -> None:
    good = compose_feed("x", [Entry(a_visit())])
    before, after = BREAKS[wrong]
    assert before in good
    assert violations(good) == []
    assert violations(good.replace(before, after, 1)), wrong


REAL = Path(__file__).resolve().parents[4] / "shared/data/calendar/sample_files.jsonl"


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real files is not here")
def test_words_from_real_calendars_pass_through_ours_unchanged() -> None:
    """Summaries and places that other programs wrote, in many languages and with their oddities."""
    words = set()
    for line in REAL.read_text().splitlines():
        raw = json.loads(line)["raw"]
        try:
            events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
        except (ValueError, IndexError):
            continue  # some are broken on purpose
        found = (event.get(name) for event in events for name in ("summary", "location", "description"))
        words |= {str(text) for text in found if isinstance(text, str)}
    assert len(words) > 30
    listed = [Entry(a_visit(text, text)) for text in sorted(words)]
    file = compose_feed("x", listed)
    assert violations(file) == []
    assert [str(e["summary"]) for e in icalendar.Calendar.from_ical(file).walk("VEVENT")] == [
        clean(t) for t in sorted(words)
    ]

"""The ledger: what stands, for whom, and that taking back only ever takes away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.conversations.consent.ledger import Entry, Source, Where, taken_back
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.rules import (
    ANSWER_WITHIN,
    CONFIRM_WITHIN,
    Purpose,
    Situation,
    clarified,
    may_send,
    started,
    stopped,
)
from heartline.conversations.consent.topics import NAMES, NEEDS, Channel, Needs, Topic

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOME, MOBILE = "+12165550100", "+12165550101"

moments = st.integers(0, 40).map(lambda minutes: NOON + timedelta(minutes=minutes))
topics, channels = st.sampled_from(Topic), st.sampled_from(Channel)
patients, numbers = st.sampled_from(["mother", "son"]), st.sampled_from([HOME, MOBILE])
entries = st.builds(
    Entry,
    given=st.booleans(),
    at=moments,
    patient=patients | st.just(""),
    topic=st.none() | topics,
    channel=st.none() | channels,
    number=numbers | st.just(""),
    written=st.booleans(),
)
ledgers = st.lists(entries, max_size=7)
wheres = st.builds(Where, patients, topics, channels, numbers, shared=st.booleans())
situations = st.builds(
    Situation,
    now=moments.map(lambda at: at + timedelta(minutes=41)),
    purpose=st.sampled_from(Purpose),
    theirs=st.booleans(),
    do_not_use=st.booleans(),
    asked_at=st.none() | moments,
    confirmed_at=st.none() | moments,
)
notices = situations.map(lambda each: replace(each, purpose=Purpose.NOTICE))


def stop(number: str = HOME, at: datetime = NOON, *, replying_to: Topic | None = None, switch: bool = True) -> Entry:
    return stopped("STOP", number, Channel.SMS, at, replying_to=replying_to, all_of_it=False, switch=switch)


def text(patient: str = "mother", topic: Topic = Topic.APPOINTMENTS, number: str = HOME, shared: bool = False) -> Where:
    return Where(patient, topic, Channel.SMS, number, shared)


def later(minutes: float, purpose: Purpose = Purpose.NOTICE, **more: object) -> Situation:
    return Situation(NOON + timedelta(minutes=minutes), purpose, **more)  # type: ignore[arg-type]


@given(ledgers, entries, wheres, notices)
def test_taking_back_never_allows_anything(
    known: list[Entry], entry: Entry, where: Where, situation: Situation
) -> None:
    revoked = replace(entry, given=False)
    if may_send([*known, revoked], where, situation).may:
        assert may_send(known, where, situation).may


@given(ledgers, entries, wheres, notices)
def test_giving_never_forbids_anything(known: list[Entry], entry: Entry, where: Where, situation: Situation) -> None:
    if may_send(known, where, situation).may:
        assert may_send([*known, replace(entry, given=True)], where, situation).may


@given(ledgers, wheres, situations, st.randoms())
def test_in_which_order_entries_are_read_does_not_matter(
    known: list[Entry], where: Where, situation: Situation, random: st.DataObject
) -> None:
    mixed = known.copy()
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = may_send(known, where, situation), may_send(mixed, where, situation)
    assert (one.may, one.reason) == (other.may, other.reason)


@given(ledgers, wheres, situations)
def test_every_verdict_says_why(known: list[Entry], where: Where, situation: Situation) -> None:
    verdict = may_send(known, where, situation)
    assert str(verdict.reason.words)
    if situation.do_not_use:
        assert not verdict.may
    elif situation.purpose == Purpose.EMERGENCY:
        assert verdict.may


@given(ledgers, wheres, notices)
def test_advertising_is_never_sent_to_who_did_not_sign(known: list[Entry], where: Where, situation: Situation) -> None:
    advertising = replace(where, topic=Topic.MARKETING)
    if may_send(known, advertising, situation).may:
        assert any(each.written and each.given and each.patient == where.patient for each in known)


@given(ledgers, wheres, situations.filter(lambda each: each.purpose != Purpose.EMERGENCY), st.booleans())
def test_after_a_stop_nothing_goes_to_that_number_whoever_answers_it(
    known: list[Entry], where: Where, situation: Situation, shared: bool
) -> None:
    at = NOON + timedelta(minutes=41)
    revoked = stopped("STOP", where.number, where.channel, at, replying_to=None, all_of_it=False, switch=True)
    silent = replace(situation, now=at + timedelta(hours=1), asked_at=None)
    for topic in Topic:
        for patient in ("mother", "son"):
            place = replace(where, topic=topic, patient=patient, shared=shared)
            assert not may_send([*known, revoked], place, silent).may


@given(st.lists(st.tuples(moments, st.booleans()), max_size=12))
def test_one_confirmation_for_each_stop_and_never_a_late_one(happenings: list[tuple[datetime, bool]]) -> None:
    """Whoever asks, and however often: STOP and requests to confirm, in any order."""
    ledger: list[Entry] = []
    sent: datetime | None = None
    confirmed: list[datetime] = []
    for at, is_stop in sorted(happenings):
        if is_stop:
            ledger.append(stop(at=at))
        elif may_send(ledger, text(), Situation(at, Purpose.CONFIRMATION, confirmed_at=sent)).may:
            sent = at
            confirmed.append(at)
    stops = [each.at for each in ledger]
    assert len(confirmed) <= len(stops)
    for at in confirmed:
        last = max(each for each in stops if each <= at)
        assert at - last <= CONFIRM_WITHIN
    assert len({max(each for each in stops if each <= at) for at in confirmed}) == len(confirmed)


def test_the_table_is_whole_and_care_reaches_who_gave_their_number() -> None:
    assert set(NEEDS) == set(Topic) == set(NAMES)
    assert all(set(row) == set(Channel) for row in NEEDS.values())
    assert may_send([], text(), later(0)).reason == Reason.GAVE_NUMBER
    assert may_send([], text(), later(0, theirs=False)).reason == Reason.NOT_THEIRS
    assert may_send([], text(topic=Topic.OUTREACH), later(0)).reason == Reason.NOT_AGREED
    assert may_send([], text(topic=Topic.MARKETING), later(0)).reason == Reason.NOT_SIGNED
    assert set(NEEDS[Topic.MARKETING].values()) == {Needs.WRITTEN}


def test_at_a_shared_number_one_stop_binds_all_and_only_the_number_lifts_it() -> None:
    ledger = [stop()]
    for patient in ("mother", "son"):
        assert may_send(ledger, text(patient, shared=True), later(9)).reason == Reason.TAKEN_BACK_ALL
        assert may_send(ledger, text(patient, number=MOBILE), later(9)).may
    ledger.append(Entry(True, NOON + timedelta(minutes=5), "son", source=Source.CHOICE))
    assert not may_send(ledger, text("son", shared=True), later(9)).may
    assert may_send(ledger, text("son", shared=False), later(9)).may
    ledger.append(started("START", HOME, Channel.SMS, NOON + timedelta(minutes=6)))
    assert may_send(ledger, text("mother", shared=True), later(9)).may


def test_start_brings_back_what_was_there_and_no_more() -> None:
    ledger = [stop(), started("START", HOME, Channel.SMS, NOON + timedelta(minutes=1))]
    assert may_send(ledger, text(topic=Topic.OUTREACH), later(9)).reason == Reason.NOT_AGREED
    agreed = Entry(True, NOON - timedelta(days=9), "mother", Topic.OUTREACH, Channel.SMS, HOME)
    assert may_send([agreed, *ledger], text(topic=Topic.OUTREACH), later(9)).reason == Reason.AGREED


def test_what_one_takes_back_for_themselves_binds_nobody_else() -> None:
    ledger = [Entry(False, NOON, "son", words="no surveys please")]
    assert not may_send(ledger, text("son"), later(1)).may
    assert may_send(ledger, text("mother"), later(1)).may
    again = Entry(True, NOON + timedelta(minutes=2), "son", Topic.APPOINTMENTS)
    assert may_send([*ledger, again], text("son"), later(3)).may
    assert not may_send([*ledger, again], text("son", Topic.CARE), later(3)).may


def test_the_switch_says_how_far_a_stop_reaches() -> None:
    narrow = [stop(replying_to=Topic.OUTREACH, switch=False)]
    assert may_send(narrow, text(), later(1)).may
    assert may_send(narrow, text(topic=Topic.OUTREACH), later(1)).reason == Reason.TAKEN_BACK
    assert not may_send([stop(replying_to=Topic.OUTREACH)], text(), later(1)).may
    assert not may_send([stop(switch=False)], text(), later(1)).may, "who replies to nothing means everything"
    said = stopped("STOPALL", HOME, Channel.SMS, NOON, replying_to=Topic.CARE, all_of_it=True, switch=False)
    assert not may_send([said], text(topic=Topic.BILLING), later(1)).may


def test_the_confirmations_question_is_answered_by_topic_and_silence_means_all() -> None:
    ledger = [stop()]
    assert not may_send(ledger, text(), later(60)).may
    ledger += clarified(ledger[0], [Topic.APPOINTMENTS], "keep visits", NOON + timedelta(minutes=3))
    assert may_send(ledger, text(shared=True), later(60)).may
    assert not may_send(ledger, text(topic=Topic.CARE), later(60)).may


@pytest.mark.parametrize("minutes", [0, 4.9, 5])
def test_a_confirmation_goes_within_five_minutes(minutes: float) -> None:
    assert may_send([stop()], text(), later(minutes, Purpose.CONFIRMATION)).reason == Reason.CONFIRMS
    late = later(minutes + 5.1, Purpose.CONFIRMATION)
    assert may_send([stop()], text(), late).reason == Reason.TOO_LATE
    assert may_send([], text(), late).reason == Reason.NOTHING_TO_CONFIRM
    assert may_send([stop(MOBILE)], text(), later(minutes, Purpose.CONFIRMATION)).reason == Reason.NOTHING_TO_CONFIRM


def test_who_asks_after_stopping_is_answered_there_but_an_old_thread_is_not() -> None:
    ledger = [stop()]
    asked = later(20, Purpose.ANSWER, asked_at=NOON + timedelta(minutes=10))
    assert may_send(ledger, text(topic=Topic.BILLING), asked).reason == Reason.ASKED
    before = later(20, Purpose.ANSWER, asked_at=NOON - timedelta(minutes=10))
    assert may_send(ledger, text(), before).reason == Reason.TAKEN_BACK_ALL
    assert not may_send(ledger, text(), replace(asked, now=NOON + ANSWER_WITHIN + timedelta(minutes=11))).may
    assert not may_send(ledger, text(topic=Topic.MARKETING), asked).may
    assert not may_send(ledger, text(), replace(asked, purpose=Purpose.NOTICE)).may


def test_an_emergency_goes_anywhere_but_to_what_is_never_to_be_used() -> None:
    assert may_send([stop()], text(), later(1, Purpose.EMERGENCY)).reason == Reason.EMERGENCY
    assert may_send([], text(), later(1, Purpose.EMERGENCY, do_not_use=True)).reason == Reason.DO_NOT_USE


def test_what_stands_is_the_latest_that_nobody_lifted() -> None:
    first, second = stop(), stop(at=NOON + timedelta(minutes=9))
    lifted = started("START", HOME, Channel.SMS, NOON + timedelta(minutes=4))
    assert taken_back([first, lifted], text()) is None
    assert taken_back([first, lifted, second], text()) == second
    assert taken_back([first, replace(lifted, at=NOON)], text()) == first, "of two at once, the careful one"

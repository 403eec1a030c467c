"""Which thread a letter belongs to; and that nobody can write into one without a mark of ours."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.email.marks import (
    Ours,
    OwnId,
    address_token,
    message_id,
    own_id,
    reply_address,
    thread_of_token,
)
from heartline.channels.email.reading import read
from heartline.channels.email.threading import By, Known, Placement, ids_to_look_up, place
from tests.channels.email.letters import MESSAGE, OTHER, OURS, THREAD, mail

THIRD = UUID("33333333-5f7e-4a51-9d6c-6f3f6f2b9d01")
STRANGER = Ours("care@clinic.example", [b"a key of somebody else, 32 bytes"])


def placed(known: dict[str, Known] | None = None, **fields: Any) -> Placement:
    return place(read(mail(**fields)), OURS, known)


def written_to(thread: UUID, ours: Ours = OURS) -> str:
    return reply_address(thread, ours)


def our_id(thread: UUID, ours: Ours = OURS) -> str:
    return f"<{message_id(thread, MESSAGE, ours)}>"


def test_a_letter_without_marks_begins_a_thread() -> None:
    assert placed(in_reply_to="<x@example.org>") == Placement(None, By.NOTHING)


def test_each_mark_alone() -> None:
    assert placed(to=written_to(THREAD)) == Placement(THREAD, By.ADDRESS)
    assert placed(to=written_to(THREAD).upper()) == Placement(THREAD, By.ADDRESS)
    assert placed(in_reply_to=our_id(THREAD)) == Placement(THREAD, By.ANSWERED)
    assert placed(references=f"<x@y.z> {our_id(THREAD)} <z@y.z>") == Placement(THREAD, By.REFERENCES)


def test_marks_that_disagree_are_ranked_and_the_others_told() -> None:
    everything = {"to": written_to(THREAD), "in_reply_to": our_id(OTHER), "references": our_id(THIRD)}
    assert placed(**everything) == Placement(THREAD, By.ADDRESS, (OTHER, THIRD))
    assert placed(**everything | {"to": "care@clinic.example"}) == Placement(OTHER, By.ANSWERED, (THIRD,))
    newest = f"{our_id(OTHER)} {our_id(THIRD)}"
    assert placed(references=newest) == Placement(THIRD, By.REFERENCES, (OTHER,))


def test_of_two_threads_written_to_the_one_that_is_answered() -> None:
    both = f"{written_to(THREAD)}, {written_to(OTHER)}"
    assert placed(to=both) == Placement(THREAD, By.ADDRESS, (OTHER,))
    assert placed(to=both, in_reply_to=our_id(OTHER)) == Placement(OTHER, By.ADDRESS, (THREAD,))


def test_a_forged_or_foreign_mark_does_nothing() -> None:
    forged = placed(to=written_to(THREAD, STRANGER), in_reply_to=our_id(THREAD, STRANGER))
    assert forged == Placement(None, By.NOTHING, forged=2)
    elsewhere = our_id(THREAD).replace("clinic.example", "other.example")
    assert placed(in_reply_to=elsewhere) == Placement(None, By.NOTHING)
    assert placed(to=written_to(THREAD, STRANGER), references=our_id(OTHER)).thread == OTHER


def test_ids_of_others_letters_count_only_for_who_writes_in_that_thread() -> None:
    known = {"theirs@example.org": Known(THREAD, frozenset({"Ana@Example.org"}))}
    assert placed(known, in_reply_to="<theirs@example.org>") == Placement(THREAD, By.CORRESPONDENCE)
    stranger = placed(known, in_reply_to="<theirs@example.org>", **{"from": "eve@example.net"})
    assert stranger == Placement(None, By.NOTHING)
    assert ids_to_look_up(read(mail(in_reply_to="<c@x.y>", references="<a@x.y> <b@x.y> <c@x.y>"))) == (
        "c@x.y",
        "b@x.y",
        "a@x.y",
    )


def test_an_older_key_is_still_believed_and_a_removed_one_is_not() -> None:
    rotated = Ours(OURS.address, [b"the new key of this year, 32 byte", *OURS.keys])
    assert thread_of_token(address_token(THREAD, OURS), rotated) == THREAD
    assert thread_of_token(address_token(THREAD, rotated), OURS) is None


def test_marks_of_one_purpose_are_not_valid_for_another() -> None:
    token = address_token(THREAD, OURS)
    assert own_id(f"hl.{token}@clinic.example", OURS) is None
    assert thread_of_token(message_id(THREAD, MESSAGE, OURS)[3:45], OURS) is None


def test_weak_settings_are_refused() -> None:
    for address, keys in (
        ("care@clinic.example", [b"short"]),
        ("care@clinic.example", []),
        ("a+b@clinic.example", [bytes(32)]),
    ):
        with pytest.raises(ValueError, match=r"needed|must"):
            Ours(address, keys)


@given(st.uuids(), st.uuids())
def test_marks_say_what_was_put_in_and_fit_into_an_address(thread: UUID, message: UUID) -> None:
    assert thread_of_token(address_token(thread, OURS), OURS) == thread
    assert own_id(message_id(thread, message, OURS), OURS) == OwnId(thread, message)
    assert len(reply_address(thread, OURS).partition("@")[0]) <= 64


@given(st.uuids(), st.integers(0, 41), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_letter_makes_a_token_worthless(thread: UUID, at: int, letter: str) -> None:
    token = address_token(thread, OURS)
    changed = token[:at] + letter + token[at + 1 :]
    assert (thread_of_token(changed, OURS) is None) is (changed != token)


@given(st.text(max_size=100))
def test_any_text_may_stand_for_a_token(text: str) -> None:
    assert thread_of_token(text, OURS) is None and own_id(f"hl.{text}@clinic.example", OURS) is None

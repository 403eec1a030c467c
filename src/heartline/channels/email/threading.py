"""Which thread a letter belongs to. Only marks that we signed, and ids that its sender may know, say anything.

Where they disagree, the one that is harder to carry along by accident wins:

1. the address written to (`care+token@…`): where the answer was sent is what its sender meant;
2. `In-Reply-To`, our message that is answered (RFC 5322 §3.6.4);
3. `References`, the newest first: our messages that came before it;
4. the message that a report is about: one that came back, was read, or complained about;
5. ids of other letters in the thread, in the same order, if this sender is one of that thread's correspondents.

A letter whose address names two threads goes to the one that `In-Reply-To` confirms. Marks with a wrong signature and
ids of others' letters do nothing: whoever heard of an id cannot write into somebody's thread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from heartline.channels.email.letter import Letter
from heartline.channels.email.marks import Ours, looks_like_ours, own_id, thread_of_token


class By(StrEnum):
    """What said where a letter belongs."""

    ADDRESS = "address"
    ANSWERED = "answered"
    REFERENCES = "references"
    REPORTED = "reported"
    CORRESPONDENCE = "correspondence"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Known:
    """A letter that is in a thread already, and the addresses that write in it (any case)."""

    thread: UUID
    correspondents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a letter belongs: `thread` is None where it begins a new one.

    `others` are threads that weaker marks named; `forged` counts marks that look like ours and are not.
    """

    thread: UUID | None
    by: By
    others: tuple[UUID, ...] = ()
    forged: int = 0


def ids_to_look_up(letter: Letter) -> tuple[str, ...]:
    """Message ids under which letters may be known, the strongest first: what `place` wants to be told about."""
    return tuple(dict.fromkeys([*letter.in_reply_to, *reversed(letter.references)]))


def place(letter: Letter, ours: Ours, known: Mapping[str, Known] | None = None, about: Sequence[str] = ()) -> Placement:
    """The thread of `letter`; `known` has what is known of `ids_to_look_up`, `about` what `kinds.judge` found."""
    addressed = [thread for token in letter.tokens if (thread := thread_of_token(token, ours))]
    answered = _ours(letter.in_reply_to, ours)
    referred = _ours(tuple(reversed(letter.references)), ours)
    sender = letter.sender.address.lower() if letter.sender else ""
    corresponded = [
        there.thread
        for identifier in ids_to_look_up(letter)
        if (there := (known or {}).get(identifier)) and sender in {one.lower() for one in there.correspondents}
    ]
    addressed.sort(key=lambda thread: thread not in answered)  # stable: a confirmed address comes first
    said = [
        *((thread, By.ADDRESS) for thread in addressed),
        *((thread, By.ANSWERED) for thread in answered),
        *((thread, By.REFERENCES) for thread in referred),
        *((thread, By.REPORTED) for thread in _ours(about, ours)),
        *((thread, By.CORRESPONDENCE) for thread in corresponded),
    ]
    forged = sum(looks_like_ours(one, ours) and own_id(one, ours) is None for one in ids_to_look_up(letter))
    forged += sum(len(token) == 42 and thread_of_token(token, ours) is None for token in letter.tokens)
    if not said:
        return Placement(None, By.NOTHING, forged=forged)
    thread, by = said[0]
    others = tuple(dict.fromkeys(other for other, _ in said if other != thread))
    return Placement(thread, by, others, forged)


def _ours(ids: Sequence[str], ours: Ours) -> list[UUID]:
    return [found.thread for identifier in ids if (found := own_id(identifier, ours))]

"""Who gets it. Language and queue decide who can; then who knows the patient; then the turn or the load."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from heartline.conversations.inbox.rules import Assigned

NEVER = datetime.min.replace(tzinfo=UTC)
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is here. `load`: conversations that wait for their answer. `languages` (BCP 47); none known: English.
    `queues` that they serve; none: all."""

    id: str
    languages: Collection[str] = ()
    queues: Collection[str] = ()
    load: int = 0
    capacity: int = 5
    given_at: datetime = NEVER

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits. `knows`: who knows the patient, the best first. `let_go`: who had it while the patient waited."""

    id: str
    queue: str
    how: str = Assigned.LEAST_BUSY
    language: str = ""
    knows: tuple[str, ...] = ()
    let_go: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given to whom."""

    conversation: str
    to: str


def share(waiting: Iterable[Waiting], here: Collection[Candidate], now: datetime) -> list[Gift]:
    """Who gets what, in the order in which it waits; what nobody here can take goes on waiting."""
    people, gifts = {each.id: each for each in here}, []
    for each in waiting:
        chosen = choose(each, people.values())
        if chosen:
            gifts.append(Gift(each.id, chosen.id))
            people[chosen.id] = replace(chosen, load=chosen.load + 1, given_at=now)
    return gifts


def choose(what: Waiting, here: Iterable[Candidate]) -> Candidate | None:
    """The one who gets it, of those who can; None where nobody can."""
    if what.how == Assigned.BY_HAND:
        return None
    able = [each for each in here if can(each, what)]
    known = next((each for who in what.knows for each in able if each.id == who), None)
    return known or min(able, key=lambda each: _order(what.how, each), default=None)


def can(each: Candidate, what: Waiting) -> bool:
    """Whether they have room, serve the queue, speak the language, and have not let go of it."""
    serves = not each.queues or what.queue in each.queues
    return each.has_room and serves and speaks(each.languages, what.language) and each.id not in what.let_go


def speaks(languages: Collection[str], language: str) -> bool:
    """Whether one of these is that language, in whatever country; any, where it is not known."""
    return not language or _base(language) in {_base(each) for each in languages or (ENGLISH,)}


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _order(how: str, each: Candidate) -> tuple[float, datetime, int, str]:
    """The least first. In turn: who was given something longest ago; else by how full they are, then in turn.

    Those to whom something was given in the same round are told apart by their load.
    """
    busy = 0.0 if how == Assigned.ROUND_ROBIN else each.load / each.capacity
    return busy, each.given_at, each.load, each.id

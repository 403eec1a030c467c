"""What a conversation can be about, as the floors above know it: a visit, a result, a bill. Put theirs in `subjects.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from heartline.kernel.errors import Words


@dataclass(frozen=True, slots=True)
class Subject:
    """`label` says to the patient which one it is; `href` leads there in the portal. What is between the patient and the
    staff (`confidential`) stays so in what is written about it."""

    id: UUID
    label: Words
    href: str = ""
    confidential: bool = False


Find = Callable[[Sequence[UUID], UUID], Subject | None]

_found_by: dict[str, Find] = {}


def subject(topic: str) -> Callable[[Find], Find]:
    """The decorated function finds what a conversation of this topic is about, by the records of the patient and its id."""

    def register(find: Find) -> Find:
        _found_by[topic] = find
        return find

    return register


def find(topic: str, records: Sequence[UUID], about_id: UUID | None) -> Subject | None:
    """It, if it is one of these records' and the reader may see it."""
    known = _found_by.get(topic)
    return known(records, about_id) if known and about_id else None

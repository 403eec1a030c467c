"""Who is meant by "@Nora" in a note."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from heartline.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Colleague:
    id: UUID
    name: str


def mentioned(text: str, colleagues: Iterable[Colleague]) -> list[UUID]:
    """Colleagues whose whole name follows an @, or whose first name does if no other has it. Accents and capitals do not
    matter."""
    known = [(each.id, name) for each in colleagues if (name := _plain(each.name))]
    first_names = [name.split()[0] for _id, name in known]
    found = []
    for part in text.split("@")[1:]:
        said = f"{_plain(part)} "
        whole = [id_ for id_, name in known if said.startswith(f"{name} ")]
        first = [id_ for id_, name in known if said.startswith(f"{name.split()[0]} ")]
        unique = first if len(first) == 1 and first_names.count(said.split()[0]) == 1 else []
        found += [id_ for id_ in whole or unique if id_ not in found]
    return found


def _plain(text: str) -> str:
    return fold(text).replace(".", "")

"""Of whom so many have a key in common that not each can be compared with each: whoever stands next to them in order.

So a file with one person four hundred times, or a town in which a name and a postal code tell nobody apart, is still
looked through, in a time that grows with the number of people only.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from heartline.people.matching.clusters import Pair
from heartline.people.matching.person import Person

NEAR = 2  # how many next ones in each order each is compared with
AT_MOST = 2  # pairs for each of the people, of all crowds together; the smaller crowds, which tell more, come first
_COPIES = 8  # of one and the same record, up to which each is compared like any other
_Texts = tuple[str, str, str]


def told_once(people: Sequence[Person]) -> tuple[list[int], list[list[int]]]:
    """Places of those to compare: of records that say the very same only the first; and the places of each such crowd."""
    places: dict[Person, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        places[person].append(at)
    copied = [some for some in places.values() if len(some) > _COPIES]
    further = {at for some in copied for at in some[1:]}
    return [at for at in range(len(people)) if at not in further], copied


def neighbours(
    crowds: Iterable[Collection[int]], of: Callable[[int], Person], number: int, wanted: Callable[[Pair], bool]
) -> set[Pair]:
    """The `wanted` pairs of those who stand next to each other in a crowd: by name, by birth date, by where they are.

    `of` gives the person at a place, of whom there are so many in all (`number`).
    """
    texts: dict[int, _Texts] = {}
    found: set[Pair] = set()
    for some in sorted(crowds, key=len):
        if len(found) > AT_MOST * number:
            break
        for at in some:
            if at not in texts:
                texts[at] = _texts(of(at))
        found.update(pair for pair in _next_to_each_other(some, texts) if wanted(pair))
    return found


def _next_to_each_other(some: Collection[int], texts: dict[int, _Texts]) -> Iterator[Pair]:
    for order in range(3):
        line = sorted(some, key=lambda at: (texts[at][order], at))
        for turn, a in enumerate(line):
            for b in line[turn + 1 : turn + 1 + NEAR]:
                yield (a, b) if a < b else (b, a)


def _texts(person: Person) -> _Texts:
    """By what somebody is put in order, once with each thing in front."""
    name = " ".join(person.names[0].words) if person.names else ""
    birth = f"{person.birth.year} {person.birth.month} {person.birth.day}" if person.birth else ""
    home = " ".join(f"{place.postal} {place.street} {place.number} {place.unit}" for place in person.places[:1])
    reach = " ".join([*person.phones[:1], *person.emails[:1]])
    return f"{name} {birth} {reach} {home}", f"{birth} {reach} {name} {home}", f"{reach} {home} {birth} {name}"

"""Whom to compare at all: two persons are compared when they have one of these keys in common.

Several kinds, so that a slip in one thing does not lose a pair that agrees in another. Each kind puts two things
together, so that few people have the same key even among a million; which of them are too common is for the reader.
"""

import zlib
from collections.abc import Iterable, Iterator

from heartline.people.matching.person import Birth, Person, Place
from heartline.people.matching.words import sound


def keys_of(person: Person) -> list[int]:
    """The person's keys: numbers of 32 bits with a sign, in order, each once."""
    return sorted({_number(text) for text in _keys(person)})


def _keys(person: Person) -> Iterator[str]:
    given, family = _sounds(person)
    words = given | family
    if person.birth:
        yield from _with_birth(person.birth, words)
    pairs = {f"{min(g, f)} {max(g, f)}" for g in given for f in family if g != f}
    areas = {area for place in person.places for area in _areas(place)}
    for pair in pairs:
        yield f"n {pair}"
        yield from (f"na {pair} {area}" for area in areas)
    yield from (f"a {word} {area}" for word in words for area in areas)
    for place in person.places:
        yield from _of_place(place)
    yield from (f"p {phone}" for phone in person.phones)
    yield from (f"e {email}" for email in person.emails)
    yield from (f"i {number.system} {number.value}" for number in person.numbers)


def _sounds(person: Person) -> tuple[set[str], set[str]]:
    readings = [reading for name in person.names for reading in name.readings[:2]]
    return (
        {sound(word) for given, _ in readings for word in (*given[:3], "".join(given)) if len(word) > 1},
        {sound(word) for _, family in readings for word in (*family[:3], "".join(family)) if len(word) > 1},
    )


def _with_birth(birth: Birth, words: Iterable[str]) -> Iterator[str]:
    if birth.full:
        early, late = sorted((birth.month or 0, birth.day or 0))
        for first in {word[0] for word in words}:
            yield f"d {birth.year} {early} {late} {first}"
        yield from (f"w {early} {late} {word}" for word in words)
        if not any(words):
            yield f"d {birth.year} {early} {late}"
    if birth.year:
        yield from (f"y {birth.year} {word}" for word in words)


def _areas(place: Place) -> list[str]:
    return [place.postal or place.city] if place.postal or place.city else []


def _of_place(place: Place) -> Iterator[str]:
    """Street and building may stand in each other's place, so both are taken alike."""
    if place.number and place.postal:
        yield f"h {place.number} {place.postal}"
    for line in (place.street, place.unit):
        named = sound(max(line.split(), key=len)) if line else ""
        if len(named) > 1:
            if place.number:
                yield f"s {named} {place.number}"
            if place.postal:
                yield f"t {named} {place.postal}"
            if place.city:
                yield f"t {named} {sound(place.city.replace(' ', ''))}"


def _number(text: str) -> int:
    value = zlib.crc32(text.encode())
    return value - (1 << 32) if value >= 1 << 31 else value

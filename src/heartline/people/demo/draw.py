"""Drawing from the seed: ids, phone numbers and dates that are the same for the same seed."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

# Area codes of the clinic's neighbourhoods; 555-0100 to 555-0199 are kept free for made-up numbers.
AREA_CODES = (
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234,
    239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309,
    310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 334, 336, 337, 339, 347, 351, 352, 360, 361,
    386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 430, 432, 434, 440, 443,
)  # fmt: skip


def new_id(rng: Random) -> UUID:
    """A version-4 UUID from the seed."""
    return UUID(int=rng.getrandbits(128), version=4)


def chance(rng: Random, share: float) -> bool:
    return rng.random() < share


def born(rng: Random, today: date, youngest: int, oldest: int) -> date:
    """A birth date of somebody between `youngest` and `oldest` full years old today."""
    days = rng.randrange(int(youngest * 365.25) + 1, int((oldest + 1) * 365.25) - 1)
    return today - timedelta(days=days)


def phone_numbers(rng: Random) -> Iterator[str]:
    """Made-up numbers (E.164), each once, then (after some nine thousand) again from the start."""
    numbers = [f"+1{area}55501{line:02d}" for area in AREA_CODES for line in range(100)]
    rng.shuffle(numbers)
    while True:
        yield from numbers


def many_phone_numbers(rng: Random) -> Iterator[str]:
    """Numbers for a multitude, each once and none of `phone_numbers`; empty ones after some nine hundred thousand."""
    lines = [*range(100), *range(200, 10_000)]
    numbers = [f"+1{area}555{line:04d}" for area in AREA_CODES for line in lines]
    rng.shuffle(numbers)
    yield from numbers
    while True:
        yield ""


def weighted(rng: Random, choices: Mapping[Any, float]) -> Any:
    """One key, as often as its weight says."""
    return rng.choices(list(choices), weights=list(choices.values()))[0]

"""JSON from outside, read without surprises: bounded, decodable, storable, and each thing of the type that is asked for."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from heartline.channels.traffic.refusal import Malformed

MOST_BYTES = 3_000_000
MOST_DEEP = 40
_LATEST = 4102444800  # 2100-01-01 in seconds since 1970


def parse(body: bytes) -> "Node":
    """The object in a JSON body. Raises Malformed."""
    if len(body) > MOST_BYTES:
        raise Malformed("body", "is too large")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("body", "is no JSON") from error
    value = _storable(value, 0)
    if not isinstance(value, dict):
        raise Malformed("body", "is no object")
    return Node(value, "")


def storable(text: str) -> str:
    """Text without what a database cannot keep: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Node:
    """An object inside the payload, and where it stands."""

    value: Mapping[str, Any]
    path: str

    def has(self, name: str) -> bool:
        return self.value.get(name) is not None

    def node(self, name: str) -> "Node":
        """The object under a name; an empty one where there is none. Raises Malformed where it is something else."""
        value = self.value.get(name)
        if value is None:
            return Node({}, self._at(name))
        if not isinstance(value, dict):
            raise Malformed(self._at(name), "is no object")
        return Node(value, self._at(name))

    def nodes(self, name: str) -> Iterator["Node"]:
        """The objects in the list under a name; none where there is no list. Raises Malformed."""
        values = self.value.get(name)
        if values is None:
            return
        if not isinstance(values, list):
            raise Malformed(self._at(name), "is no list")
        for number, value in enumerate(values):
            if not isinstance(value, dict):
                raise Malformed(f"{self._at(name)}[{number}]", "is no object")
            yield Node(value, f"{self._at(name)}[{number}]")

    def text(self, name: str) -> str:
        """A text, or nothing. Raises Malformed."""
        value = self.value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Malformed(self._at(name), "is no text")
        return value

    def needed(self, name: str, most: int = 1000) -> str:
        """A text that must be there, of at most so many characters. Numbers, which some providers send for ids, are taken as they are written."""
        value = self.value.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value or len(value) > most:
            raise Malformed(self._at(name), "is missing" if value in (None, "") else "is no id")
        return value

    def number(self, name: str) -> int | None:
        """A whole number, written as one or as text; None where it is missing. Raises Malformed."""
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed(self._at(name), "is no number")
        return value

    def moment(self, name: str, per_second: int = 1) -> datetime | None:
        """A time in seconds (or milliseconds, with 1000 a second) since 1970. Raises Malformed."""
        value = self.number(name)
        if value is None:
            return None
        if not 0 <= value < _LATEST * per_second:
            raise Malformed(self._at(name), "is no time")
        seconds, rest = divmod(value, per_second)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1_000_000 // per_second)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _no_constant(_name: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")


def _storable(value: Any, deep: int) -> Any:
    if deep > MOST_DEEP:
        raise Malformed("body", "is nested too deep")
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise Malformed("body", "has a number too large")
    if isinstance(value, list):
        return [_storable(each, deep + 1) for each in value]
    if isinstance(value, dict):
        return {storable(name): _storable(each, deep + 1) for name, each in value.items()}
    return value

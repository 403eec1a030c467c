"""Changing what somebody else may have changed meanwhile: a form says what it was opened with, an action compares.

What a thing is now is a mapping of names to plain values (text, numbers, lists, dictionaries). A form carries a mark for
each of them, short enough for a hidden field.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused

_LONGEST = 20_000  # of what a form sends back


@dataclass
class Stale(Refused):
    """Somebody else was quicker. `now` holds what is different by now: name → the value it has.

    `theirs` are those of them that only they changed: a form takes them over and keeps the rest as it was filled in.
    """

    now: dict[str, Any] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()


def seal(now: Mapping[str, Any]) -> str:
    """The marks of all values, for a hidden field."""
    return json.dumps({name: _mark(value) for name, value in now.items()}, sort_keys=True)


def differing(now: Mapping[str, Any], wanted: Mapping[str, Any], sealed: str | None) -> dict[str, Any]:
    """What of `wanted` is not so yet, by name; nothing when everything is, whoever made it so.

    Raises Stale when `now` is not what it was when `sealed` was written, or when that cannot be read. None: not asked.
    """
    change = {name: value for name, value in wanted.items() if _mark(value) != _mark(now.get(name))}
    if change and sealed is not None:
        seen = _read(sealed)
        others = {name: value for name, value in now.items() if seen.get(name) != _mark(value)}
        others |= {name: None for name in seen if name not in now}
        if others:
            raise Stale(
                _("Somebody else changed this while you had it open. Yours is not saved yet."),
                kept=_("What they saved is kept, and what you filled in is still here."),
                next_step=_(
                    "What only they changed is in the form now. Where you both changed something, yours stands: look, and save again."
                ),
                now=others,
                theirs=frozenset(n for n in others if n in seen and (n not in wanted or seen[n] == _mark(wanted[n]))),
            )
    return change


def _mark(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _read(sealed: str) -> dict[str, str]:
    try:
        marks = json.loads(sealed[:_LONGEST])
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}

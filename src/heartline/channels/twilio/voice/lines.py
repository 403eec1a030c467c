"""What is said to a caller, and the one place that keeps personal words from whoever happens to hold the phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from heartline.channels.twilio.voice.languages import spoken


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say. `personal`: it tells something about a person, be it only that they are known here."""

    words: str
    personal: bool = False


def say(verb: Any, lines: Iterable[Line], language: str, proven: bool = False) -> None:
    """Speak into a response or a gather, in the language's own voice.

    Until the caller has proven who they are, nothing personal is spoken; once, in its place, that proof is needed first.
    """
    voice, told = spoken(language), False
    for line in lines:
        if line.personal and not proven:
            if told:
                continue
            told, words = True, proof_first(language)
        else:
            words = line.words
        verb.say(words, voice=voice.voice, language=voice.say)


def proof_first(language: str) -> str:
    """What is said in place of anything personal."""
    with override(spoken(language).code):
        return _("To keep your information private, we first need to check who you are.")


def emergency(number: str) -> Line:
    """What is said before anything else, in the language that is active. Nobody waits in a line with an emergency."""
    return Line(_("If this is an emergency, please hang up and call %(number)s.") % {"number": digits(number)})


def digits(number: str) -> str:
    """A number digit by digit, in groups as people say it: "2 0 2, 5 5 5, 0 1 4 3". Keys are named elsewhere.

    Spaces and commas work with every voice and language; marks for `telephone` do not.
    """
    bare = "".join(char for char in number if char.isdecimal() and char.isascii())
    if len(bare) == 11 and bare.startswith("1"):
        bare = bare[1:]  # North America says a number without the 1
    if len(bare) == 10:
        groups = [bare[:3], bare[3:6], bare[6:]]
    elif len(bare) <= 4:
        groups = [bare]
    else:
        groups = [bare[at : at + 3] for at in range(0, len(bare), 3)]
    return ", ".join(" ".join(group) for group in groups if group)

"""A menu by keys or by voice. Whoever presses nothing or something else twice, or presses 0, gets a person."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override
from twilio.twiml.voice_response import VoiceResponse

from heartline.channels.twilio.voice.languages import spoken
from heartline.channels.twilio.voice.lines import Line, emergency, say
from heartline.channels.twilio.voice.receiving import Reply

PERSON_KEY = "0"
MOST_TRIES = 2
LEAST_CONFIDENCE = 0.4
_SECONDS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """`words` finish the sentence "Press 1 to …"; `heard_as` are words and phrases that mean it, in the caller's language."""

    key: str
    name: str
    words: str
    heard_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """Up to nine choices, each with its own key; 0 is always a person. What to do in an emergency is said before `greeting`."""

    greeting: str
    choices: tuple[Choice, ...]
    emergency_number: str = "911"

    def __post_init__(self) -> None:
        keys = [choice.key for choice in self.choices]
        if not keys or len(set(keys)) != len(keys) or not all(re.fullmatch("[1-9]", key) for key in keys):
            raise ValueError("Each choice has its own key from 1 to 9.")


class Missed(StrEnum):
    """Why the caller is asked once more."""

    SILENCE = "silence"
    WRONG_KEY = "wrong_key"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Chosen:
    name: str


@dataclass(frozen=True, slots=True)
class Again:
    """Ask once more; `tries` have gone by without a choice."""

    tries: int
    missed: Missed


@dataclass(frozen=True, slots=True)
class Person:
    """Connect to somebody: the caller asked, or the menu does not help them."""


def choose(menu: Menu, reply: Reply, tries: int) -> Chosen | Again | Person:
    """What the caller wants, after `tries` fruitless ones before."""
    if reply.digits:
        key = reply.digits[0]
        if key == PERSON_KEY:
            return Person()
        found = next((choice for choice in menu.choices if choice.key == key), None)
        missed = Missed.WRONG_KEY
    else:
        found = _heard(menu.choices, reply)
        missed = Missed.NOT_UNDERSTOOD if reply.speech else Missed.SILENCE
    if found is not None:
        return Chosen(found.name)
    return Person() if tries + 1 >= MOST_TRIES else Again(tries + 1, missed)


def ask(menu: Menu, language: str, action: str, again: Again | None = None) -> str:
    """The menu as TwiML. `action` gets the reply, also an empty one; silence is an answer too."""
    how = spoken(language)
    with override(how.code):
        response = VoiceResponse()
        gather = response.gather(
            input="dtmf speech",
            action=action,
            method="POST",
            num_digits=1,
            timeout=_SECONDS,
            speech_timeout="auto",
            language=how.hear,
            hints=_hints(menu.choices),
            action_on_empty_result=True,
        )
        said = [Line(_sorry(again.missed))] if again else [emergency(menu.emergency_number), Line(menu.greeting)]
        said += [Line(_("Press %(key)s to %(what)s.") % {"key": each.key, "what": each.words}) for each in menu.choices]
        said.append(Line(_("Press %(key)s to talk to a person.") % {"key": PERSON_KEY}))
        say(gather, said, language)
    return str(response)


def ask_language(languages: Sequence[str], action: str, emergency_number: str = "911") -> str:
    """The first question of a call: each language says itself what to do in an emergency, and which key it has.

    The first one is also silence's.
    """
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf", action=action, method="POST", num_digits=1, timeout=_SECONDS, action_on_empty_result=True
    )
    for key, language in enumerate(languages, start=1):
        with override(spoken(language).code):
            # Translators: each language asks this in its own words; say the name of your language in place of "English".
            asked = Line(_("For English, press %(key)s.") % {"key": key})
            say(gather, [emergency(emergency_number), asked], language)
    return str(response)


def language_chosen(languages: Sequence[str], reply: Reply) -> str:
    """The language whose key was pressed; the first one where none was."""
    key = reply.digits[:1]
    number = int(key) if key.isascii() and key.isdecimal() else 1
    return languages[number - 1] if 1 <= number <= len(languages) else languages[0]


def _heard(choices: Sequence[Choice], reply: Reply) -> Choice | None:
    """The one choice of which a phrase was said in whole words; two that fit are none."""
    if not reply.speech or (reply.confidence is not None and reply.confidence < LEAST_CONFIDENCE):
        return None
    said = _plain(reply.speech)
    fits = [each for each in choices if any(_contains(said, _plain(phrase)) for phrase in each.heard_as)]
    return fits[0] if len(fits) == 1 else None


def _contains(said: str, phrase: str) -> bool:
    if not phrase:
        return False
    if any("\u3400" <= char <= "\u9fff" for char in phrase):  # Chinese is written without spaces
        return phrase in said
    return f" {phrase} " in f" {said} "


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[\w\u0300-\u036f]+", folded))


def _hints(choices: Sequence[Choice]) -> str | None:
    """Words that the recogniser should expect; commas part them, so none may hold one."""
    words = [phrase.replace(",", " ") for choice in choices for phrase in choice.heard_as]
    return ", ".join(words) or None


def _sorry(missed: Missed) -> str:
    if missed is Missed.WRONG_KEY:
        return _("Sorry, that key is not on the list.")
    if missed is Missed.NOT_UNDERSTOOD:
        return _("Sorry, we did not understand that.")
    return _("Sorry, we did not hear you.")

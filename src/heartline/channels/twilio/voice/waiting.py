"""Waiting in line: place and expected wait said aloud, and a call back for whoever does not want to hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from twilio.twiml.voice_response import VoiceResponse

from heartline.channels.twilio.voice.languages import spoken
from heartline.channels.twilio.voice.lines import Line, digits, say

CALL_BACK_KEY, MESSAGE_KEY = "1", "2"
_LONGEST_SAID = timedelta(minutes=60)
_PAUSE = 20  # seconds of music or silence between two announcements, where no music is set


@dataclass(frozen=True, slots=True)
class Place:
    """`position` counts from 1; `wait` is what we expect ourselves, None where nothing can be told honestly."""

    position: int
    wait: timedelta | None = None


def join(queue: str, language: str, wait_url: str, left_url: str) -> str:
    """Put the caller in line. `wait_url` speaks to them there, `left_url` hears how it ended."""
    response = VoiceResponse()
    with override(spoken(language).code):
        say(response, [Line(_("Please hold. We will connect you to the next free person."))], language)
    response.enqueue(queue, action=left_url, method="POST", wait_url=wait_url, wait_url_method="POST")
    return str(response)


def announce(place: Place, language: str, key_url: str, again_url: str, music: str = "") -> str:
    """What somebody in line hears: where they stand, how long it may take, and how to be called back; then over again."""
    response = VoiceResponse()
    gather = response.gather(input="dtmf", action=key_url, method="POST", num_digits=1, timeout=3)
    with override(spoken(language).code):
        said = [Line(_standing(place.position)), Line(_wait(place.wait))]
        said.append(
            Line(
                _("To hang up and keep your place in line, press %(key)s. We will call you back.")
                % {"key": CALL_BACK_KEY}
            )
        )
        said.append(Line(_("To leave a message, press %(key)s.") % {"key": MESSAGE_KEY}))
        say(gather, said, language)
    if music:
        response.play(music)
    else:
        response.pause(length=_PAUSE)
    response.redirect(again_url, method="POST")
    return str(response)


def offer(said: Iterable[Line], language: str, action: str) -> str:
    """Nobody can be waited for: to be called back, or to leave a message. `action` gets the key, also none."""
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf", action=action, method="POST", num_digits=1, timeout=6, action_on_empty_result=True
    )
    with override(spoken(language).code):
        keys = (
            Line(_("To be called back, press %(key)s.") % {"key": CALL_BACK_KEY}),
            Line(_("To leave a message, press %(key)s.") % {"key": MESSAGE_KEY}),
        )
        say(gather, [*said, *keys], language)
    return str(response)


def leave() -> str:
    """Take the caller out of the line: they asked to be called back, and `left_url` goes on."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def confirm_callback(number: str, language: str, action: str) -> str:
    """Ask whether the number they call from is the one to call. It is theirs already, so saying its end tells nobody more.

    Anonymous callers (no number) are asked for one.
    """
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf", action=action, method="POST", timeout=8, finish_on_key="#", action_on_empty_result=True
    )
    with override(spoken(language).code):
        if number:
            said = _(
                "We will call the number that ends in %(end)s. If that is right, press 1 and then the pound key."
            ) % {"end": digits(number[-4:])}
            other = _("To be called at another number, enter it now, then press the pound key.")
            say(gather, [Line(said), Line(other)], language)
        else:
            say(gather, [Line(_("Please enter your phone number, then press the pound key."))], language)
    return str(response)


def promise_callback(language: str, wait: timedelta | None) -> str:
    """The last words before they hang up: their place is kept."""
    response = VoiceResponse()
    with override(spoken(language).code):
        said = [Line(_("Thank you. You keep your place in line, and we will call you back.")), Line(_wait(wait))]
        say(response, said, language)
    response.hangup()
    return str(response)


def _standing(position: int) -> str:
    if position <= 1:
        return _("You are next in line.")
    ahead = position - 1
    return ngettext("There is %(ahead)s person ahead of you.", "There are %(ahead)s people ahead of you.", ahead) % {
        "ahead": ahead
    }


def _wait(wait: timedelta | None) -> str:
    if wait is None or wait < timedelta(0):
        return _("We cannot say yet how long it will take.")
    if wait > _LONGEST_SAID:
        return _("The wait may be more than an hour.")
    minutes = max(1, -(-wait // timedelta(minutes=1)))  # rounded up: sooner than said is no harm
    return ngettext(
        "The wait may be about %(minutes)s minute.", "The wait may be about %(minutes)s minutes.", minutes
    ) % {"minutes": minutes}

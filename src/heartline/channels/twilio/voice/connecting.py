"""The simple ends of a call: to a person, or to words and a goodbye."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override
from twilio.twiml.voice_response import VoiceResponse

from heartline.channels.twilio.voice.languages import spoken
from heartline.channels.twilio.voice.lines import Line, say


def ask_whether_there(language: str, url: str) -> str:
    """For an agent's phone that was answered: by a person, who presses a key, or by a mailbox, which does not."""
    response = VoiceResponse()
    gather = response.gather(num_digits=1, finish_on_key="", timeout=10, action=url, method="POST")
    with override(spoken(language).code):
        say(gather, [Line(_("Press any key to take the call."))], language)
    response.hangup()
    return str(response)


def next_caller(queue: str, ended_url: str, connecting_url: str = "") -> str:
    """For an agent's phone: take whoever waits longest. `connecting_url` hears, as that caller's call, that it begins."""
    response = VoiceResponse()
    dial = response.dial(action=ended_url, method="POST")
    dial.queue(queue, url=connecting_url or None, method="POST" if connecting_url else None)
    return str(response)


def call_through(number: str, language: str, ended_url: str, caller_id: str = "") -> str:
    """Connect the caller to a phone of ours."""
    response = VoiceResponse()
    with override(spoken(language).code):
        say(response, [Line(_("We are connecting you to a person."))], language)
    response.dial(number, action=ended_url, method="POST", timeout=25, caller_id=caller_id or None)
    return str(response)


def tell(lines: Iterable[Line], language: str, proven: bool, then: str = "") -> str:
    """Say something and go on at `then`, or hang up. Personal lines only to a caller who has proven who they are."""
    response = VoiceResponse()
    say(response, lines, language, proven)
    if then:
        response.redirect(then, method="POST")
    else:
        response.hangup()
    return str(response)

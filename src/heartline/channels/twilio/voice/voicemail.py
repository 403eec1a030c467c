"""A message left by a caller: recorded, kept, and written down where that is possible."""

from django.utils.translation import gettext as _
from django.utils.translation import override
from twilio.twiml.voice_response import VoiceResponse

from heartline.channels.twilio.voice.languages import spoken
from heartline.channels.twilio.voice.lines import Line, emergency, say

LONGEST = 120  # seconds; Twilio transcribes recordings of 2 to 120 seconds


def record(language: str, done_url: str, recording_url: str, transcript_url: str, emergency_number: str = "911") -> str:
    """Ask for a message and record it. `recording_url` hears when it can be fetched, `transcript_url` gets it in writing.

    Twilio writes down English only; for other languages the recording is the message, and whoever transcribes it fills
    the same place later.
    """
    response, how = VoiceResponse(), spoken(language)
    with override(how.code):
        said = [
            emergency(emergency_number),
            Line(
                _(
                    "After the tone, say your name, your phone number, and how we can help. Press any key when you are done."
                )
            ),
        ]
        say(response, said, language)
    writing = {"transcribe": True, "transcribe_callback": transcript_url} if how.transcribed else {"transcribe": False}
    response.record(
        action=done_url,
        method="POST",
        timeout=8,
        max_length=LONGEST,
        play_beep=True,
        finish_on_key="1234567890*#",
        recording_status_callback=recording_url,
        recording_status_callback_event="completed absent",
        **writing,
    )
    response.redirect(done_url, method="POST")  # reached where nothing at all was said
    return str(response)


def thank(language: str, kept: bool) -> str:
    """What is said afterwards: whether there is a message or not."""
    response = VoiceResponse()
    with override(spoken(language).code):
        words = (
            _("Thank you. We have your message and will get back to you.")
            if kept
            else _("We did not hear a message. You can call again at any time.")
        )
        say(response, [Line(words)], language)
    response.hangup()
    return str(response)

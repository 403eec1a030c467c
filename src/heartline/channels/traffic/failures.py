"""Why a message did not arrive, in words that staff and patients understand, and whether trying again can help."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Why(StrEnum):
    """What stood in the way, the same for all providers."""

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    NO_SUCH_ADDRESS = "no_such_address"
    NO_TEXTS = "no_texts"
    FILTERED = "filtered"
    OPTED_OUT = "opted_out"
    GONE = "gone"
    TOO_LARGE = "too_large"
    NOT_SUPPORTED = "not_supported"
    WINDOW_CLOSED = "window_closed"
    LATE = "late"
    BUSY = "busy"
    PROVIDER_DOWN = "provider_down"
    OUR_SETTINGS = "our_settings"
    OUR_REQUEST = "our_request"
    UNKNOWN = "unknown"


WORDS: dict[Why, str | Promise] = {
    Why.UNREACHABLE: _("The phone could not be reached. It may be off or out of range."),
    Why.BLOCKED: _("The phone or its network does not let our messages in."),
    Why.NO_SUCH_ADDRESS: _("This number or address is not in use."),
    Why.NO_TEXTS: _("This number cannot get text messages. It may be a landline."),
    Why.FILTERED: _("The phone company took the message for spam and held it back."),
    Why.OPTED_OUT: _("This person asked not to get messages from us here."),
    Why.GONE: _("This device or account no longer takes our messages."),
    Why.TOO_LARGE: _("The message or its attachment is too large to send this way."),
    Why.NOT_SUPPORTED: _("This kind of message cannot be sent to this person here."),
    Why.WINDOW_CLOSED: _("Too much time has passed since the person last wrote, so a free reply is not allowed here."),
    Why.LATE: _("The message could not be delivered in time."),
    Why.BUSY: _("Too many messages are being sent right now. It will be tried again."),
    Why.PROVIDER_DOWN: _("The service that carries our messages cannot be reached right now. It will be tried again."),
    Why.OUR_SETTINGS: _("Our account with the provider needs attention, so the message was not sent."),
    Why.OUR_REQUEST: _("The provider did not accept the message as we sent it."),
    Why.UNKNOWN: _("The message did not arrive, and the network did not say why."),
}

# Where the same message may arrive if it is tried again later.
PASSING = frozenset({Why.UNREACHABLE, Why.BUSY, Why.PROVIDER_DOWN, Why.UNKNOWN})
# Where no message to this address by this door will arrive until somebody changes something there.
ADDRESS = frozenset({Why.BLOCKED, Why.NO_SUCH_ADDRESS, Why.NO_TEXTS, Why.OPTED_OUT, Why.GONE})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why, and the provider's own code for whoever has to ask them."""

    why: Why
    code: str = ""

    @property
    def words(self) -> str:
        """For people, in the language of the moment."""
        return str(WORDS[self.why])

    @property
    def permanent(self) -> bool:
        """The same message to the same address will not arrive however often it is tried."""
        return self.why not in PASSING

    @property
    def closes_address(self) -> bool:
        """No message at all gets through to this address by this door."""
        return self.why in ADDRESS

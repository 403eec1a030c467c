"""What a caller can choose, and how a call reads in its conversation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext, pgettext_lazy

from heartline.conversations.calls.models import PhoneCall
from heartline.conversations.threads.models import Conversation
from heartline.kernel.errors import Words

LANGUAGES = ("en", "es", "zh-hans", "vi", "ar")
Topic = Conversation.Topic


@dataclass(frozen=True, slots=True)
class Wish:
    """A choice of the menu. `words` finish "Press 1 to …"; `heard_as` are words that mean it, with commas between."""

    key: str
    topic: str
    words: Words
    heard_as: Words


WISHES = (
    Wish(
        "1",
        Topic.VISIT,
        pgettext_lazy("phone menu: press 1 to", "ask about a visit"),
        # Translators: words that a caller may say to mean a visit, with commas between them.
        pgettext_lazy("said by a caller", "visit, appointment, booking"),
    ),
    Wish(
        "2",
        Topic.RESULT,
        pgettext_lazy("phone menu: press 2 to", "ask about a test result or a medicine"),
        # Translators: words that a caller may say to mean a result or a medicine, with commas between them.
        pgettext_lazy("said by a caller", "result, test, medicine, prescription, refill"),
    ),
    Wish(
        "3",
        Topic.BILL,
        pgettext_lazy("phone menu: press 3 to", "ask about a bill"),
        # Translators: words that a caller may say to mean a bill, with commas between them.
        pgettext_lazy("said by a caller", "bill, payment, invoice"),
    ),
)
ABOUT: dict[str, Words] = {
    Topic.VISIT: gettext_lazy("a visit"),
    Topic.RESULT: gettext_lazy("a result or a medicine"),
    Topic.BILL: gettext_lazy("a bill"),
}


def entry(call: PhoneCall, behind: str = "") -> str:
    """What stands in the conversation, as its patient reads it, too: that they called, about what, and what they left behind."""
    with override(call.language or "en"):
        about = ABOUT.get(call.topic)
        said = [_("Phone call about %(what)s.") % {"what": about} if about else pgettext("entry", "Phone call.")]
        if behind == PhoneCall.Left.CALLBACK:
            said.append(_("Asked to be called back."))
        elif behind == PhoneCall.Left.VOICEMAIL:
            said.append(_("Left a message by voice."))
        return " ".join(map(str, said))


def shortly(call: PhoneCall) -> str:
    """What they chose, for the list of who is on the line."""
    return str(ABOUT.get(call.topic, "")) if call.topic else ""

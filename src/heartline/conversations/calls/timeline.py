"""How phone calls read on a patient's timeline."""

from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording

group("calls", gettext_lazy("Phone calls"), "call", "callback", "voicemail")

_WORDS = {
    "call.rang": (gettext_lazy("Called us"), "phone-incoming"),
    "call.chose": (gettext_lazy("Said what the call is about"), "phone-incoming"),
    "call.waits": (gettext_lazy("Waited in line"), "phone-incoming"),
    "call.answered": (gettext_lazy("Call answered"), "phone-call"),
    "call.ended": (gettext_lazy("Call ended"), "phone-off"),
    "callback.asked": (gettext_lazy("Asked to be called back"), "phone-forwarded"),
    "callback.tried": (gettext_lazy("We called back and reached nobody"), "phone-missed"),
    "callback.done": (gettext_lazy("We called back"), "phone-outgoing"),
    "voicemail.left": (gettext_lazy("Left a message by voice"), "voicemail"),
}


@wording(*_WORDS)
def call(event: Event) -> Wording:
    """Who called back, where somebody did."""
    title, icon = _WORDS[event.kind]
    return Wording(title, text=event.data.get("to", ""), icon=icon)

"""How it reads on a patient's timeline that a machine translated."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, wording

_TITLES = {
    "message.translated": gettext_lazy("Message translated by a machine"),
    "message.sent_translated": gettext_lazy("We wrote to them, translated by a machine and read by a person"),
}


@wording(*_TITLES)
def translated(event: Event) -> Wording:
    return Wording(_TITLES[event.kind], text=_said(event), icon="languages")


def _said(event: Event) -> str:
    provider = event.data.get("provider", "")
    return _("By %(provider)s") % {"provider": provider} if provider else ""

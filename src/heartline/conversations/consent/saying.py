"""What an entry of the ledger says, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heartline.conversations.consent.topics import NAMES, Channel, Topic
from heartline.kernel.errors import Words

CHANNELS: Mapping[Channel, Words] = {
    Channel.SMS: gettext_lazy("Text messages"),
    Channel.PHONE: gettext_lazy("Automatic calls"),
    Channel.EMAIL: gettext_lazy("E-mail"),
    Channel.WHATSAPP: gettext_lazy("WhatsApp"),
    Channel.MESSENGER: gettext_lazy("Messenger and Instagram"),
    Channel.PUSH: gettext_lazy("Notifications"),
    Channel.WEBHOOK: gettext_lazy("Another system"),
}
EVERYTHING = pgettext_lazy("consent", "Everything")


def about(topic: str, channel: str) -> str:
    """Of an entry's topic and channel, where empty means all."""
    what = NAMES[Topic(topic)] if topic in list(Topic) else EVERYTHING
    where = CHANNELS[Channel(channel)] if channel in list(Channel) else _("by every way")
    return f"{what} · {where}"

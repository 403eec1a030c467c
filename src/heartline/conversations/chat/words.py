"""What staff read of somebody who chats."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from heartline.kernel.errors import Words

CHATTING: Mapping[str, Words] = {
    "typing": pgettext_lazy("somebody who chats", "Is typing"),
    "here": pgettext_lazy("somebody who chats", "Has the chat open"),
    "left": pgettext_lazy("somebody who chats", "Has left the page"),
}

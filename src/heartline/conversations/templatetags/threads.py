"""Doors as pictures, and addresses as people write them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heartline.conversations.inbox.models import Queue
from heartline.conversations.threads.models import Conversation, Door
from heartline.kernel.templatetags.facts import phone
from heartline.kernel.templatetags.ui import icon, person_name
from heartline.kernel.text import translated

register = template.Library()

ICONS = {
    Door.CHAT: "messages-square",
    Door.PORTAL: "monitor-smartphone",
    Door.EMAIL: "mail",
    Door.SMS: "message-square",
    Door.WHATSAPP: "message-circle",
    Door.VOICE: "phone",
    Door.MESSENGER: "message-circle-more",
    Door.INSTAGRAM: "camera",
    Door.PUSH: "bell",
    Door.WEBHOOK: "webhook",
    Door.COMMENT: "megaphone",
    Door.IN_PERSON: "user-round",
}


@register.simple_tag
def door_icon(door: str, size: int = 16) -> SafeString:
    """The door as a picture that says its name to those who hear it."""
    known = Door(door)
    return icon(ICONS[known], size, label=str(known.label))


@register.filter
def address_said(address: str) -> SafeString | str:
    """A phone number as people write it, any other address whole in text of either direction."""
    return phone(address) if address.startswith("+") else format_html("<bdi>{}</bdi>", address)


@register.simple_tag
def with_whom(conversation: Conversation) -> SafeString:
    """The patient's name; of somebody unknown what they call themselves, else where they wrote from."""
    if conversation.patient is not None:
        return person_name(conversation.patient)
    where = _("Visitor of the website") if conversation.door == Door.CHAT else address_said(conversation.address)
    name = conversation.sender_name or where or _("Somebody unknown")
    return format_html('<bdi class="person-name">{}</bdi>', name)


@register.filter
def queue_name(queue: Queue) -> str:
    """In the reader's language, else its slug."""
    return translated(queue.name) or queue.slug

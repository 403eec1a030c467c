"""What the page of choices says: what is sent about each topic, by which way, and why it is on or off."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heartline.conversations.consent.choosing import Switch
from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.threads.models import Door
from heartline.kernel import dates
from heartline.kernel.errors import Words
from heartline.kernel.text import isolated
from heartline.people.contacts.rules import say_phone

CHANNELS: Mapping[Channel, Words] = {
    Channel.SMS: Door.SMS.label,
    Channel.PHONE: Door.VOICE.label,
    Channel.EMAIL: Door.EMAIL.label,
    Channel.WHATSAPP: Door.WHATSAPP.label,
    Channel.MESSENGER: Door.MESSENGER.label,
    Channel.PUSH: Door.PUSH.label,
    Channel.WEBHOOK: Door.WEBHOOK.label,
}
KINDS: Mapping[Topic, Words] = {
    Topic.CARE: gettext_lazy("That a message, a result or a medicine waits for you. What it says stays in the portal."),
    Topic.APPOINTMENTS: gettext_lazy("That a visit is booked, comes soon or has moved, and times that become free."),
    Topic.BILLING: gettext_lazy("That a bill is ready or a payment is due."),
    Topic.OUTREACH: gettext_lazy("An invitation when a check-up or a vaccination is due."),
    Topic.SURVEYS: gettext_lazy("A few questions on how it went."),
    Topic.RESEARCH: gettext_lazy("An invitation to take part in a study. You are free to say no."),
    Topic.FUNDRAISING: gettext_lazy("A request to give money. It changes nothing about your care."),
    Topic.MARKETING: gettext_lazy("Offers that are not about your own care."),
}
SOURCES: Mapping[Source, Words] = {
    Source.KEYWORD: gettext_lazy("A word sent to us"),
    Source.WORDS: gettext_lazy("Said to us"),
    Source.CHOICE: gettext_lazy("A switch on this page"),
    Source.FORM: gettext_lazy("A signed form"),
    Source.LINK: gettext_lazy("A link in an e-mail"),
    Source.PROVIDER: gettext_lazy("Your phone or e-mail company"),
    Source.IMPORT: gettext_lazy("From our former records"),
}
STATES: Mapping[str, Words] = {
    "queued": gettext_lazy("To be sent"),
    "sending": gettext_lazy("Being sent"),
    "sent": pgettext_lazy("message", "Sent"),
    "delivered": gettext_lazy("Delivered"),
    "read": gettext_lazy("Read"),
    "failed": gettext_lazy("Not delivered"),
    "refused": gettext_lazy("Not sent"),
}


def state(switch: Switch, zone: str) -> str:
    """Whether it is on, since when, and why."""
    since = dates.say_day(dates.local(switch.since, zone).date()) if switch.since else ""
    if switch.on:
        if switch.reason == Reason.SIGNED:
            return _("On since %(day)s: you signed for it.") % {"day": since}
        if switch.since:
            return _("On since %(day)s: you said yes.") % {"day": since}
        return _("On, because you gave us this number or address for your care.")
    if switch.number:
        return _(
            "Off since %(day)s: “%(words)s” came from %(number)s. Send START from there, or talk to us, to turn it on again."
        ) % {"day": since, "words": switch.words, "number": isolated(say_phone(switch.number))}
    if switch.since:
        return _("Off since %(day)s: you said so.") % {"day": since}
    if switch.locked:
        return _("Off. It needs your signature: talk to us if you want it.")
    return _("Off. You have not asked for it.")

"""How what was said, sent and agreed is told in the archive of everything that is held of a patient."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.topics import NAMES, Channel, Topic
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.fhir_writing import communication, document, file_name
from heartline.conversations.portal.wording import CHANNELS, SOURCES, STATES
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.todos.fhir import task as fhir_task
from heartline.conversations.todos.models import Task
from heartline.conversations.translating.models import Translation
from heartline.kernel import dates
from heartline.people.access_requests.holdings import Facts, Told, holding
from heartline.people.contacts.rules import say_phone


def conversation(row: Conversation, zone: str) -> Told:
    facts: Facts = [
        (pgettext("conversation", "What it is about"), str(row.get_topic_display())),
        (_("Begun"), dates.say(row.created_at, zone)),
        (_("Last message"), dates.say(row.last_at, zone)),
        (_("By way of"), str(row.get_door_display())),
        (_("Number or address"), "" if row.address.startswith("chat:") else say_phone(row.address)),
        (pgettext("conversation", "Closed"), dates.say(row.resolved_at, zone) if row.resolved_at else ""),
        (_("Confidential"), _("Yes") if row.confidential else ""),
    ]
    return Told(row.subject, _known(facts))


def message(row: Message, zone: str) -> Told:
    """Under the conversation's name, as a reader of the whole would look for it."""
    facts: Facts = [
        (_("When"), dates.say(row.at, zone)),
        (_("By"), row.author_name or str(row.get_author_display())),
        (_("By way of"), str(row.get_door_display())),
        (_("Text"), row.text),
        (_("Read"), dates.say(row.read_at, zone) if row.read_at else ""),
    ]
    return Told(str(row.conversation), _known(facts))


def attachment(row: Attachment, zone: str) -> Told:
    """Under its name; where it lies in the archive, or why it was not kept."""
    facts: Facts = [
        (_("When"), dates.say(row.message.at, zone)),
        (_("Kind"), row.kind),
        (_("File"), f"files/{file_name(row)}" if row.is_kept else ""),
        (_("Status"), "" if row.is_kept else str(row.get_state_display())),
        (_("Why"), str(row.reason)),
    ]
    return Told(row.name, _known(facts))


def _file(row: Attachment) -> list[tuple[str, bytes]]:
    return [(file_name(row), bytes(row.content or b""))] if row.is_kept else []


def delivery(row: Delivery, zone: str) -> Told:
    facts: Facts = [
        (_("When"), dates.say(row.sent_at or row.created_at, zone)),
        (_("By way of"), str(row.get_door_display())),
        (_("Number or address"), say_phone(row.to)),
        (_("Text"), row.text),
        (_("Status"), str(STATES.get(row.state, row.state))),
    ]
    return Told("", _known(facts))


def task(row: Task, zone: str) -> Told:
    facts: Facts = [
        (_("When"), dates.say(row.asked_at, zone)),
        (_("What is to be done"), row.text),
        (pgettext("task", "Due"), dates.say(row.due_at, zone)),
        (_("Status"), str(row.get_status_display())),
        (_("What came of it"), row.reason),
    ]
    return Told(str(row.conversation), _known(facts))


def translation(row: Translation, zone: str) -> Told:
    facts: Facts = [
        (_("When"), dates.say(row.made_at, zone)),
        (_("Kind"), str(row.get_kind_display())),
        (_("Text"), row.text),
        (_("Translated by"), row.provider),
    ]
    return Told(str(row.message.conversation), _known(facts))


def consent(row: ConsentEntry, zone: str) -> Told:
    facts: Facts = [
        (_("When"), dates.say(row.at, zone)),
        (pgettext("conversation", "What it is about"), str(NAMES[Topic(row.topic)]) if row.topic else _("Everything")),
        (_("By way of"), str(CHANNELS[Channel(row.channel)]) if row.channel else _("every way")),
        (_("Number or address"), say_phone(row.number)),
        (_("In their words"), row.words),
        (_("How we know"), str(SOURCES[Source(row.source)])),
        (_("By"), row.by),
    ]
    return Told(_("Consent given") if row.given else _("Consent taken back"), _known(facts))


def _known(facts: Facts) -> Facts:
    return [(label, value) for label, value in facts if value]


holding(Conversation, gettext_lazy("Your conversations with us"), order=30, tell=conversation, by="created_at")
holding(
    Message,
    gettext_lazy("What you wrote to us, and what we answered"),
    order=31,
    tell=message,
    resources=lambda row: [communication(row)],
    by="at",
)
holding(
    Attachment,
    gettext_lazy("Pictures and files of messages"),
    order=31,
    tell=attachment,
    resources=lambda row: [document(row)],
    files=_file,
)
holding(Delivery, gettext_lazy("What we sent to your phone or e-mail"), order=32, tell=delivery, by="created_at")
holding(ConsentEntry, gettext_lazy("What we may send you, as you said it"), order=33, tell=consent, by="at")
holding(
    Task, gettext_lazy("What we had to do for you"), order=34, tell=task, resources=lambda row: [fhir_task(row)],
    by="asked_at",
)  # fmt: skip
holding(Translation, gettext_lazy("Messages in further languages"), order=31, tell=translation, by="made_at")

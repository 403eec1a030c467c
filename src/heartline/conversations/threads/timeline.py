"""How conversations read on a patient's timeline. What was said is not repeated there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.conversations.delivering.telling import why_of
from heartline.conversations.threads.models import Door
from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording

group("conversations", gettext_lazy("Conversations"), "message", "conversation", "consent")

_MESSAGES = {
    "message.received": (gettext_lazy("Wrote to us"), "message-square", "info"),
    "message.answered": (gettext_lazy("We wrote to them"), "reply", "neutral"),
    "message.withdrawn": (gettext_lazy("Took a message back"), "undo-2", "neutral"),
    "message.undelivered": (gettext_lazy("Our message did not arrive"), "circle-alert", "danger"),
}
_TURNS = {
    "conversation.begun": (gettext_lazy("Conversation begun by us"), "message-square-plus"),
    "conversation.taken": (gettext_lazy("Conversation taken"), "hand"),
    "conversation.assigned": (gettext_lazy("Conversation given to somebody"), "user-round-check"),
    "conversation.released": (gettext_lazy("Conversation given back to the queue"), "undo-2"),
    "conversation.handed_over": (gettext_lazy("Conversation handed over"), "arrow-right-left"),
    "conversation.snoozed": (gettext_lazy("Conversation laid aside"), "alarm-clock"),
    "conversation.moved_door": (gettext_lazy("Conversation goes on by another way"), "shuffle"),
    "conversation.resolved": (gettext_lazy("Conversation resolved"), "check"),
    "conversation.reopened": (gettext_lazy("Conversation opened again"), "rotate-ccw"),
    "conversation.emergency": (gettext_lazy("Marked as an emergency"), "siren"),
}


@wording(*_MESSAGES)
def message(event: Event) -> Wording:
    """By which door, and for one that did not arrive, why."""
    wrote, icon, kind = _MESSAGES[event.kind]
    in_person = event.data.get("door") == Door.IN_PERSON
    title = _("Spoke with us in person") if in_person else wrote
    badge = _("did not arrive") if event.kind == "message.undelivered" else ""
    text = " · ".join(str(part) for part in (_door(event), why_of(event.data.get("why", ""))) if part)
    return Wording(title, text=text, icon=icon, badge=badge, badge_kind=kind)


@wording(*_TURNS)
def turn(event: Event) -> Wording:
    """To whom it was handed, where it was."""
    title, icon = _TURNS[event.kind]
    kind = "danger" if event.kind == "conversation.emergency" else "neutral"
    badge = _("emergency") if event.kind == "conversation.emergency" else ""
    return Wording(title, text=event.data.get("to", "") or _door(event), icon=icon, badge=badge, badge_kind=kind)


@wording("conversation.moved")
def moved(event: Event) -> Wording:
    here = event.data.get("here")
    title = _("Conversation is theirs") if here else _("Conversation was somebody else's")
    return Wording(title, icon="folder-input")


def _door(event: Event) -> str:
    return str(dict(Door.choices).get(event.data.get("door", ""), ""))

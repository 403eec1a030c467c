"""How tasks read on a patient's timeline. What is to be done is not repeated there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.conversations.todos.models import Task
from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording

group("tasks", gettext_lazy("Tasks"), "task")

_WORDS = {
    "task.requested": (gettext_lazy("Task asked for"), "list-plus"),
    "task.accepted": (gettext_lazy("Task taken"), "hand"),
    "task.released": (gettext_lazy("Task given back"), "undo-2"),
    "task.completed": (gettext_lazy("Task done"), "list-checks"),
    "task.cancelled": (gettext_lazy("Task not needed"), "list-x"),
    "task.due": (gettext_lazy("Task was due"), "alarm-clock"),
}


@wording(*_WORDS)
def task(event: Event) -> Wording:
    """Of whom it was asked."""
    title, icon = _WORDS[event.kind]
    badge = _("interpreter") if event.data.get("what") == Task.Kind.INTERPRETER else ""
    return Wording(title, text=event.data.get("to", ""), icon=icon, badge=badge)

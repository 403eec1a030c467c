"""What is filled in to ask for something beside a conversation: a task, or an interpreter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings as project
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.conversations.threads.models import Conversation
from heartline.conversations.todos import queries
from heartline.conversations.todos.actions import MOST_TEXT
from heartline.conversations.todos.rules import due_at
from heartline.kernel import clock

MEETS = [
    ("phone", pgettext_lazy("interpreter", "By phone")),
    ("video", pgettext_lazy("interpreter", "By video")),
    ("in_person", pgettext_lazy("interpreter", "In person")),
    ("writing", pgettext_lazy("interpreter", "In writing")),
]


class _Due(forms.Form):
    """`day` and `at` on the clock of the place; `key` so that it is asked once."""

    day = forms.DateField(label=_("By which day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label=_("Time, if it matters"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    PAGE = ""

    @classmethod
    def of(cls, request: HttpRequest, **initial: str) -> Self:
        """As it was sent, so that what was filled in is still there after a refusal; else a new one."""
        sent = request.method == "POST" and request.resolver_match and request.resolver_match.url_name == cls.PAGE
        key = uuid4().hex
        return cls(request.POST if sent else None, initial={"key": key, **initial}, auto_id=f"{cls.PAGE}_%s")

    def due(self, zone: ZoneInfo) -> datetime:
        return due_at(self.cleaned_data["day"], self.cleaned_data["at"], zone)


class TaskForm(_Due):
    """`to`: a colleague or a queue, as the list of those to hand over to has them."""

    PAGE = "inbox_task"
    text = forms.CharField(
        label=_("What is to be done"), max_length=MOST_TEXT, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    to = forms.CharField(label=_("Who does it"), max_length=80)
    field_order = ("text", "to", "day", "at", "key")


class InterpreterForm(_Due):
    PAGE = "inbox_interpreter"
    language = forms.ChoiceField(
        label=_("Language"), choices=[*project.LANGUAGES, ("", _("Another, as written below"))]
    )
    meets = forms.ChoiceField(label=_("How"), choices=MEETS)
    more = forms.CharField(
        label=_("What the interpreter should know"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = ("language", "meets", "day", "at", "more", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].required = False


def beside(request: HttpRequest, of: Conversation) -> Mapping[str, Any]:
    """What a thread's page shows of its tasks, and the forms by which one is asked for. One query."""
    spoken = next((code for code, _name in project.LANGUAGES if of.language and code.startswith(of.language[:2])), "")
    return {
        "todos": queries.of_conversation(of, request.staff.pk),
        "todo_form": TaskForm.of(request),
        "interpreter_form": InterpreterForm.of(request, language=spoken),
        "today": clock.now().date().isoformat(),
    }

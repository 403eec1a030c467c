"""What staff fill in beside a conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.conversations.attachments.fields import FilesField
from heartline.conversations.consent.saying import CHANNELS, EVERYTHING
from heartline.conversations.consent.topics import NAMES
from heartline.conversations.delivering.foreseeing import CHOICES
from heartline.conversations.threads.models import Conversation, Door
from heartline.conversations.threads.writing import MOST
from heartline.kernel.errors import Words
from heartline.kernel.text import isolated
from heartline.people.contacts.rules import say_phone
from heartline.people.models import ContactPoint, StaffMember
from heartline.people.partners.scope import current

SAYS = [(choice.value, words) for choice, words in CHOICES.items()]
NOTE = 4000
SYSTEMS = {ContactPoint.System.SMS: Door.SMS, ContactPoint.System.EMAIL: Door.EMAIL}


class AnswerForm(forms.Form):
    """`says` is asked for where others could read what is sent."""

    text = forms.CharField(
        label=_("Your answer"), required=False, max_length=MOST, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    attached = FilesField(label=_("Files"))
    says = forms.ChoiceField(label=_("What does it say of them?"), choices=SAYS, widget=forms.RadioSelect)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = self.fields["says"].required = asks

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "text" in said and not said["text"].strip() and not said.get("attached"):
            self.add_error("text", _("Write something, or choose a file."))
        return said


class NoteForm(forms.Form):
    """Beside the answer on one page: its fields have ids of their own."""

    text = forms.CharField(
        label=_("Note, for staff only"),
        help_text=_("@ and a colleague's name tells them."),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")


class ConsentForm(forms.Form):
    """What they take back. Empty: everything, everywhere."""

    topic = forms.ChoiceField(
        label=_("What they want no more of"),
        required=False,
        choices=[("", EVERYTHING), *((topic.value, words) for topic, words in NAMES.items())],
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("consent", "Where"),
        required=False,
        choices=[("", _("By every way")), *((channel.value, words) for channel, words in CHANNELS.items())],
    )


class BeginForm(forms.Form):
    """A conversation that staff begin. `way` is the door, with the number or address behind a colon."""

    way = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(
        label=pgettext_lazy("conversation", "About"),
        choices=Conversation.Topic.choices,
        initial=Conversation.Topic.OTHER,
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What you write, or what they said"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    says = forms.ChoiceField(
        label=_("What does it say of them?"),
        help_text=_("It decides how much of it leaves by text message or e-mail."),
        choices=SAYS,
        widget=forms.RadioSelect,
    )
    confidential = forms.BooleanField(label=_("Confidential: nobody who acts for them sees it"), required=False)
    keeps = forms.BooleanField(label=_("I take care of it"), required=False, initial=True)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: list[tuple[str, Words]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = (Door.IN_PERSON.value, _("They are here: write down what they said"))
        self.fields["way"].choices = [here, *ways]  # type: ignore[attr-defined]
        if current():  # another firm sees nothing confidential, so it begins none
            del self.fields["confidential"]

    @property
    def door(self) -> str:
        return str(self.cleaned_data["way"]).partition(":")[0]

    @property
    def address(self) -> str:
        return str(self.cleaned_data["way"]).partition(":")[2]


def ways(points: list[ContactPoint], *, login: bool) -> list[tuple[str, Words]]:
    """By which ways somebody can be written to: the door, with the number or address behind a colon; and in words."""
    found: list[tuple[str, Words]] = [(Door.PORTAL.value, _("In the portal"))] if login else []
    for point in points:
        if point.system in SYSTEMS and not point.do_not_use:
            door = SYSTEMS[ContactPoint.System(point.system)]
            found.append((f"{door.value}:{point.value}", f"{door.label}: {isolated(say_phone(point.value))}"))
    return found


def to_whom(colleagues: list[StaffMember], queues: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Colleagues and queues in one list, as <optgroup>s."""
    return [
        {"label": _("A colleague"), "options": [(f"person:{each.pk}", each.name) for each in colleagues]},
        {"label": _("A queue"), "options": [(f"queue:{slug}", name) for slug, name in queues]},
    ]

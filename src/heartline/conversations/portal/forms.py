"""What is asked of somebody who writes to us."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartline.conversations.attachments.fields import FilesField
from heartline.conversations.threads.models import Conversation
from heartline.conversations.threads.writing import MOST

FEW = 6  # people that are shown as buttons, more as a list to choose from
TEXT = {"rows": 4, "enterkeyhint": "enter", "autocapitalize": "sentences", "dir": "auto"}


class WriteForm(forms.Form):
    """Going on in a conversation. What is wrong with the text, the action says."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = forms.CharField(
        label=_("Your message"), required=False, strip=False, widget=forms.Textarea(attrs=TEXT | {"maxlength": MOST})
    )
    attached = FilesField(help_text=_("A photo, a PDF, a letter: ten at most, each up to 15 MB."))


class BeginForm(WriteForm):
    """`whose` are (value, label) pairs; with only one, it is not asked. `may_wish`: whether to keep it from who acts for them."""

    whose = forms.ChoiceField(label=_("Who is it about?"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(
        label=_("What is it about?"), widget=forms.RadioSelect, choices=Conversation.Topic.choices
    )
    subject = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    confidential = forms.BooleanField(
        label=_("Keep this between me and the clinic"),
        help_text=_("Nobody who can act for you sees it."),
        required=False,
    )

    def __init__(self, *args: Any, whose: Sequence[tuple[str, str]], may_wish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(whose) > FEW:
            self.fields["whose"].widget = forms.Select()
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]
        if len(whose) == 1:
            del self.fields["whose"]
        if not may_wish:
            del self.fields["confidential"]
        self.order_fields(["key", "whose", "topic", "subject", "text", "attached", "confidential"])

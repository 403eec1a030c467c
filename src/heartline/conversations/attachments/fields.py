"""Files chosen in a form: one or more of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from heartline.conversations.attachments.rules import ACCEPTED, MOST_BYTES, Sent


class Chooser(forms.FileInput):
    """Of many. On a phone it offers the camera, too."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """`cleaned_data` has a list of Sent. Of a file that is too large only the beginning is read: it is refused by its size."""

    widget = Chooser

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"label": _("Pictures and files"), "required": False}
        super().__init__(**{**usual, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "multiple": True, "accept": ACCEPTED}

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:  # type: ignore[override]
        chosen: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        return [Sent(each.name or "", each.read(MOST_BYTES + 1), each.content_type or "") for each in chosen if each]

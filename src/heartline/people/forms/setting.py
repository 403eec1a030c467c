"""Forms over what is set up: they know what they were opened with, and say words in each language of the interface."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.kernel.revising import seal
from heartline.kernel.text import translated

MAIN = "en"
NOTHING = "–"
OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != MAIN]


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are kept in several languages; English is the one that must be there, if any."""

    label: Any  # words
    hint: Any = ""
    required: bool = False
    lines: bool = False  # several lines
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part of a form, as its page shows it."""

    title: Words
    fields: list[BoundField]
    languages: list[tuple[str, str, list[BoundField]]]  # code, name, its words
    filled: int  # languages besides English that have some


class SettingForm(forms.Form):
    """`now` is what is changed, by the names that actions know it by (kernel.revising); None for something new."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)
    texts: ClassVar[dict[str, Text]] = {}
    parts: ClassVar[Sequence[tuple[Words, Sequence[str]]]] = ()

    def __init__(self, *args: Any, now: Mapping[str, Any] | None = None, region: str = "US", **kwargs: Any) -> None:
        self.now, self.region = now, region
        super().__init__(*args, **kwargs)
        for name, text in self.texts.items():
            for code, _language in settings.LANGUAGES:
                self.fields[_in(name, code)] = _words(text, code)
        self.initial = {"key": uuid4().hex, "seen": seal(now or {}), **self._started(now or self.initial)}

    def values(self) -> dict[str, Any]:
        """What was filled in, by the names that actions know it by."""
        words = {_in(name, code) for name in self.texts for code, _language in settings.LANGUAGES}
        values = {n: v for n, v in self.cleaned_data.items() if n not in words and n not in ("key", "seen")}
        for name in self.texts:
            # A language that the interface does not have stays as it was.
            kept = {code: text for code, text in (self.now or {}).get(name, {}).items() if code not in _codes()}
            filled = {code: self.cleaned_data.get(_in(name, code), "") for code in _codes()}
            values[name] = kept | {code: text for code, text in filled.items() if text}
        return values

    @property
    def sealed(self) -> str | None:
        """What it was opened with; None for something new."""
        return None if self.now is None else str(self.cleaned_data.get("seen", ""))

    @property
    def once_key(self) -> str:
        return str(self.cleaned_data.get("key", ""))

    def look_again(self, theirs: Iterable[str]) -> None:
        """From here on it counts as opened with what is now, and what only others changed is taken over from there."""
        sent: Any = self.data
        data = sent.copy()
        for name in [field for each in theirs for field in self.fields_of(each)]:
            self._take(data, name, self.initial.get(name))
        data[self.add_prefix("seen")] = seal(self.now or {})
        self.data = data

    def fields_of(self, name: str) -> list[str]:
        """The fields in which a value that actions know as `name` is filled in."""
        return [_in(name, code) for code in _codes()] if name in self.texts else [name] if name in self.fields else []

    def _take(self, data: Any, name: str, value: Any) -> None:
        key = self.add_prefix(name)
        if isinstance(value, bool):
            data.pop(key, None)
            if value:
                data[key] = "on"
        elif isinstance(value, list | tuple):
            data.setlist(key, [str(each) for each in value])
        else:
            prepared = self.fields[name].widget.format_value(value)
            data[key] = "" if prepared is None else prepared[0] if isinstance(prepared, list) else str(prepared)

    def said(self, name: str, value: Any) -> tuple[str, str]:
        """A value of somebody else's, with the label of its field, in words."""
        if name in self.texts:
            return str(self.texts[name].label), translated(value or {})
        known = self.fields.get(name)
        choices = {str(key): str(label) for key, label in getattr(known, "choices", ())}
        listed = value if isinstance(value, list) else [value]
        words = [choices.get(str(each)) or _plain(each) for each in listed]
        return str(known.label if known and known.label else name), ", ".join(words) or NOTHING

    def shown(self) -> list[Part]:
        """Its parts, in order; words in other languages apart, so that nobody has to scroll past them."""
        return [self._part(title, names) for title, names in self.parts]

    def _part(self, title: Words, names: Sequence[str]) -> Part:
        here = [name for name in names if name in self.texts]
        fields = [self[_in(name, MAIN) if name in self.texts else name] for name in names]
        languages = [(code, label, [self[_in(name, code)] for name in here]) for code, label in OTHERS] if here else []
        filled = sum(any(bound.value() for bound in bounds) for _code, _label, bounds in languages)
        return Part(title, fields, languages, filled)

    def _started(self, now: Mapping[str, Any]) -> dict[str, Any]:
        words = {_in(name, code): now.get(name, {}).get(code, "") for name in self.texts for code in _codes()}
        return {name: value for name, value in now.items() if name not in self.texts} | words


def switch(hint: Any = "") -> forms.BooleanField:
    """Whether something is in use: nothing that visits refer to is ever removed."""
    return forms.BooleanField(
        label=_("In use"), required=False, initial=True,
        help_text=hint or _("Switched off, nothing new is booked with it. Visits that are booked stay as they are."),
    )  # fmt: skip


def _words(text: Text, code: str) -> forms.CharField:
    attrs = {"lang": code, "dir": "auto"} | ({"rows": "3"} if text.lines else {})
    main = code == MAIN
    return forms.CharField(
        label=text.label, required=text.required and main, max_length=text.longest,
        help_text=text.hint if main else "",
        widget=forms.Textarea(attrs=attrs) if text.lines else forms.TextInput(attrs=attrs),
    )  # fmt: skip


def _in(name: str, code: str) -> str:
    return f"{name}_{code}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return NOTHING if value in (None, "") else str(value)


def _codes() -> list[str]:
    return [code for code, _language in settings.LANGUAGES]

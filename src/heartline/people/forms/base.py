"""What every section has: how it is called, what is known of it now, and a form that calls one action."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from heartline.kernel import dates
from heartline.kernel.errors import Words
from heartline.kernel.templatetags.facts import language_name
from heartline.people.contacts.rules import parse_email, parse_phone
from heartline.people.models import Patient
from heartline.people.record.queries import Card

# Languages offered, as BCP 47 tags; whatever else a patient already has is offered to them too.
LANGUAGES = [
    "en", "es", "zh-Hans", "zh-Hant", "yue", "vi", "ar", "ko", "tl", "ru", "fr", "ht", "pt", "hi", "ur", "bn",
    "pa", "gu", "te", "ta", "ne", "fa", "ps", "ku", "tr", "so", "am", "ti", "om", "sw", "yo", "ig", "ha",
    "fr-CA", "pl", "uk", "ro", "sq", "hr", "sr", "bs", "de", "it", "el", "he", "hy", "ka", "ja", "km", "lo",
    "th", "my", "hmn", "ilo", "sm", "to", "haw", "mi", "id", "ms", "mn", "kk", "uz", "nv", "ase",
]  # fmt: skip


class SectionForm(forms.Form):
    """One section. `save` calls the action; what it raises as Refused the page shows."""

    do_not_call_in_templates: ClassVar[bool] = True  # templates show the class; they don't make one
    section: ClassVar[str]
    title: ClassVar[Words]
    lead: ClassVar[Words] = ""
    icon: ClassVar[str] = "user-round"
    doors: ClassVar[frozenset[str]] = frozenset({"portal", "desk"})
    # A section of several things, each added and removed by itself; `add` is the label of adding one.
    add: ClassVar[Words] = ""

    def __init__(self, patient: Patient, *args: Any, region: str = "US", **kwargs: Any) -> None:
        self.patient, self.region = patient, region
        super().__init__(*args, **kwargs)
        self.initial = self.now_known(patient)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        """What the form starts from."""
        return {}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        """What is known now, a line each."""
        return []

    def save(self) -> None:
        """Call the action with what was filled in. Every section says which."""
        raise TypeError(f"{type(self).__name__} does not say what saving it does")


class PhoneField(forms.CharField):
    """A phone number, kept as E.164 by the form's `region`."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})


class EmailField(forms.CharField):
    """An e-mail address, kept in lower case."""

    widget = forms.TextInput(
        attrs={"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
    )


class DayField(forms.DateField):
    """A day, by the browser's own picker; none at the ends of Python's calendar, from which nobody can count on or back."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and dates.read_day(day.isoformat()) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Reaching:
    """Cleans the fields `phone` and `email` of a form that has a `region`."""

    cleaned_data: dict[str, Any]
    region: str

    def clean_phone(self) -> str:
        return self._kept(self.cleaned_data.get("phone", ""), lambda text: parse_phone(text, self.region))

    def clean_email(self) -> str:
        return self._kept(self.cleaned_data.get("email", ""), parse_email)

    def _kept(self, text: str, parse: Any) -> str:
        try:
            return parse(text) if text else ""
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


def language_choices(*also: str) -> list[tuple[str, str]]:
    """Tags with their names in the reader's language, in its order; those of `also` that are not offered come first."""
    offered = sorted(((tag, language_name(tag)) for tag in LANGUAGES), key=lambda pair: pair[1].casefold())
    extra = [(tag, language_name(tag)) for tag in dict.fromkeys(also) if tag and tag not in LANGUAGES]
    return [("", str(_("Choose a language"))), *extra, *offered]


lazy_language_choices = lazy(language_choices, list)

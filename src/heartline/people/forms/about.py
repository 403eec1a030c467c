"""Who they are and how to speak with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.kernel.templatetags.facts import language_name, short_day
from heartline.people.details import actions, photo
from heartline.people.forms.base import DayField, SectionForm, language_choices
from heartline.people.models import HumanName, Patient
from heartline.people.names.actions import change_names, use_name
from heartline.people.names.rules import script_of
from heartline.people.record.queries import Card
from heartline.people.registration.person import Language, Name


class UsualName(SectionForm):
    section, title, icon, doors = "name", _("Name"), "user-round", frozenset({"portal"})
    lead = _("Tell us the name you want us to call you by. To change your official name, talk to us.")
    usual = forms.CharField(
        label=_("Name we should use"), max_length=300, required=False,
        help_text=_("Leave it empty to be called by your official name."),
    )  # fmt: skip

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"usual": next((name.text for name in patient.names.all() if name.use == HumanName.Use.USUAL), "")}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [card.patient.name]

    def save(self) -> None:
        use_name(self.patient, self.cleaned_data["usual"])


class Names(SectionForm):
    section, title, icon, doors = "name", _("Names"), "user-round", frozenset({"desk"})
    given = forms.CharField(label=_("Given names"), max_length=100, required=False)
    family = forms.CharField(label=_("Family name"), max_length=150, required=False)
    full = forms.CharField(
        label=_("Full name as written"), max_length=300, required=False,
        help_text=_("If the order or the form is another than given names and family name."),
    )  # fmt: skip
    usual = forms.CharField(label=_("Name to call them by"), max_length=300, required=False)
    script = forms.CharField(label=_("Name in their own script"), max_length=300, required=False)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        names = list(patient.names.all())
        official = _official(names)
        return {
            "given": " ".join(official.given) if official else "",
            "family": official.family if official else "",
            "full": official.text if official else patient.name,
            "usual": next((name.text for name in names if name.use == HumanName.Use.USUAL), ""),
            "script": next((name.text for name in names if _in_script(name)), ""),
        }

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [card.patient.name, *(name.text for name in card.other_names)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(field) for field in ("given", "family", "full")):
            self.add_error("given", _("Fill in at least one part of the name."))
        return data

    def save(self) -> None:
        data = self.cleaned_data
        parts_changed = {"given", "family"} & set(self.changed_data) and "full" not in self.changed_data
        official = Name(given=data["given"].split(), family=data["family"], text="" if parts_changed else data["full"])
        names = [official]
        names += [Name(use="usual", text=data["usual"])] if data["usual"] else []
        names += [Name(text=data["script"], script=script_of(data["script"]))] if data["script"] else []
        change_names(self.patient, names + [_kept(name) for name in self._others()])

    def _others(self) -> list[HumanName]:
        names = list(self.patient.names.all())
        official = _official(names)
        return [n for n in names if n is not official and n.use != HumanName.Use.USUAL and not _in_script(n)]


class About(SectionForm):
    section, title, icon = "about", _("Pronouns and gender"), "smile"
    lead = _("So that we speak with you, and of you, in the right way.")
    pronouns = forms.CharField(
        label=_("Pronouns"), max_length=40, required=False, help_text=_("For example: she/her, he/him, they/them")
    )
    gender_identity = forms.CharField(label=_("Gender"), max_length=60, required=False)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"pronouns": patient.pronouns, "gender_identity": patient.gender_identity}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [words for words in (card.patient.pronouns, card.patient.gender_identity) if words]

    def save(self) -> None:
        actions.change_identity(self.patient, **self.cleaned_data)


class Birth(SectionForm):
    section, title, icon, doors = "birth", _("Birth date and sex"), "cake", frozenset({"desk"})
    birth_date = DayField(label=_("Birth date"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"birth_date": patient.birth_date, "sex": patient.sex}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [short_day(card.patient.birth_date), card.patient.get_sex_display()]

    def save(self) -> None:
        actions.change_identity(self.patient, **self.cleaned_data)


class Languages(SectionForm):
    section, title, icon = "languages", _("Languages"), "languages"
    lead = _("We speak and write to you in this language where we can. An interpreter costs you nothing.")
    language = forms.ChoiceField(label=_("Language you like best"), choices=())
    interpreter_needed = forms.BooleanField(label=_("I need an interpreter"), required=False)
    second = forms.ChoiceField(label=_("Another language you speak"), choices=(), required=False)
    third = forms.ChoiceField(label=_("One more language you speak"), choices=(), required=False)

    def __init__(self, patient: Patient, *args: Any, **kwargs: Any) -> None:
        super().__init__(patient, *args, **kwargs)
        choices = language_choices(*(spoken.language for spoken in patient.languages.all()))
        for name in ("language", "second", "third"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        others = [spoken.language for spoken in patient.languages.all() if spoken.language != patient.language]
        known = {"language": patient.language, "interpreter_needed": patient.interpreter_needed}
        return known | dict(zip(("second", "third"), others, strict=False))

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        spoken = sorted(card.languages, key=lambda one: not one.preferred)
        lines: list[Words] = [", ".join(language_name(one.language) for one in spoken)] if spoken else []
        return [*lines, _("Interpreter needed")] if card.patient.interpreter_needed else lines

    def save(self) -> None:
        data = self.cleaned_data
        tags = [data["language"], data["second"], data["third"]]
        # What this form has no room for stays.
        tags += [spoken.language for spoken in list(self.patient.languages.all())[3:]]
        spoken = [
            Language(language=tag, preferred=n == 0, interpreter_needed=n == 0 and data["interpreter_needed"])
            for n, tag in enumerate(tags)
            if tag
        ]
        actions.change_languages(self.patient, spoken)


class Needs(SectionForm):
    section, title, icon = "needs", _("What helps you"), "accessibility"
    lead = _("We prepare for it before you come.")
    needs = forms.MultipleChoiceField(
        label=_("What should we know?"),
        choices=Patient.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"needs": patient.needs}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        labels = dict(Patient.Need.choices)
        return [labels.get(need, need) for need in card.patient.needs]

    def save(self) -> None:
        actions.change_needs(self.patient, self.cleaned_data["needs"])


class HowToSpeak(SectionForm):
    section, title, icon, doors = "speak", _("How to speak with them"), "message-circle-heart", frozenset({"desk"})
    lead = _("Everybody at the desk reads this first, and the patient may read it too.")
    words = forms.CharField(
        label=_("How best to speak with them"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"words": patient.how_to_speak}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [card.patient.how_to_speak] if card.patient.how_to_speak else []

    def save(self) -> None:
        actions.note_how_to_speak(self.patient, self.cleaned_data["words"])


class Photo(SectionForm):
    section, title, icon = "photo", _("Photo"), "image"
    lead = _("A photo helps us to know you at the desk. Only you and our staff can see it.")
    picture = forms.FileField(
        label=_("Picture"), required=False, help_text=_("JPEG, PNG or WebP, less than 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    remove = forms.BooleanField(label=_("Remove the photo that is there"), required=False)

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [_("There is a photo")] if card.patient.photo else []

    def save(self) -> None:
        if sent := self.cleaned_data["picture"]:
            photo.change_photo(self.patient, sent.read(photo.LARGEST + 1))
        elif self.cleaned_data["remove"]:
            photo.remove_photo(self.patient)


def _official(names: list[HumanName]) -> HumanName | None:
    return next((n for n in names if n.use == HumanName.Use.OFFICIAL and not _in_script(n)), None)


def _in_script(name: HumanName) -> bool:
    return name.script not in ("", "Latn")


def _kept(name: HumanName) -> Name:
    fields = ("use", "text", "family", "given", "prefix", "suffix", "script")
    return Name(**{field: getattr(name, field) for field in fields})

"""Registering a patient: first a look at who may already be known, then one action."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel import audit
from heartline.people.access import staff_page
from heartline.people.forms.base import DayField, EmailField, PhoneField, Reaching, lazy_language_choices
from heartline.people.models import Patient
from heartline.people.names.rules import script_of
from heartline.people.places.queries import region
from heartline.people.registration.actions import register as register_patient
from heartline.people.registration.person import Contact, Language, Name, PersonDetails, System
from heartline.people.registration.queries import likely_same


class RegisterForm(Reaching, forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    given = forms.CharField(
        label=_("Given names"), max_length=100, required=False, widget=forms.TextInput({"autofocus": True})
    )
    family = forms.CharField(label=_("Family name"), max_length=150, required=False)
    script = forms.CharField(label=_("Name in their own script"), max_length=300, required=False)
    birth_date = DayField(label=_("Birth date"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices, initial=Patient.Sex.UNKNOWN)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language they like best"), choices=lazy_language_choices, required=False)
    interpreter_needed = forms.BooleanField(label=_("Interpreter needed"), required=False)
    phone = PhoneField(label=_("Phone number"), required=False)
    texts = forms.BooleanField(label=_("It takes text messages"), required=False, initial=True)
    shared = forms.BooleanField(label=_("Others answer it too"), required=False)
    email = EmailField(label=_("E-mail address"), required=False)
    how_to_speak = forms.CharField(
        label=_("How best to speak with them"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        self.region = region
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("given") and not data.get("family"):
            self.add_error("given", _("Fill in at least one part of the name."))
        return data

    def details(self) -> PersonDetails:
        """What was filled in, as registration takes it."""
        data = self.cleaned_data
        names = [Name(given=data["given"].split(), family=data["family"])]
        names += [Name(text=data["script"], script=script_of(data["script"]))] if data["script"] else []
        contacts = []
        if data["phone"]:
            system: System = "sms" if data["texts"] else "phone"
            contacts.append(Contact(system=system, value=data["phone"], shared=data["shared"], preferred=True))
        if data["email"]:
            contacts.append(Contact(system="email", value=data["email"], use="home", preferred=not contacts))
        spoken = []
        if data["language"]:
            spoken.append(
                Language(language=data["language"], preferred=True, interpreter_needed=data["interpreter_needed"])
            )
        return PersonDetails(
            names=names, contacts=contacts, languages=spoken,
            **{field: data[field] for field in ("birth_date", "sex", "pronouns", "how_to_speak")},
        )  # fmt: skip


@staff_page("patient.register")
def register(request: HttpRequest) -> HttpResponse:
    """Whoever is likely the same is shown first; a second press registers all the same."""
    start = {"key": uuid.uuid4().hex, **_from_query(request.GET.get("q", ""))}
    form = RegisterForm(request.POST or None, initial=start, region=region())
    known = []
    if request.method == "POST" and form.is_valid():
        details = form.details()
        known = [] if request.POST.get("anyway") else likely_same(details)
        if not known:
            patient = register_patient(details, key=form.cleaned_data["key"])
            messages.success(request, gettext("Registered."))
            return redirect("desk:patient", patient.pk)
        for hit in known:
            audit.read(hit.id, "possible duplicate")
    status = 422 if form.errors else 200
    return render(request, "people/desk/register.html", {"form": form, "known": known}, status=status)


def _from_query(text: str) -> dict[str, str]:
    """What was searched for without success is a beginning: names, as far as they are letters."""
    words = [word for word in text.split() if not any(letter.isdigit() for letter in word)]
    return {"given": " ".join(words[:-1] or words), "family": words[-1] if len(words) > 1 else ""}

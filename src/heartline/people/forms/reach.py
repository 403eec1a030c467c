"""How to reach them, where they live, whom to call, and who pays."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.kernel.text import isolated
from heartline.people.contacts import actions as contacts
from heartline.people.contacts.rules import parse_value, say_phone
from heartline.people.details import actions
from heartline.people.forms.base import DayField, PhoneField, Reaching, SectionForm
from heartline.people.models import ContactPoint, Patient
from heartline.people.record.queries import Card
from heartline.people.registration.person import Contact, Cover, Relative, Residence


class Contacts(SectionForm):
    section, title, icon, add = "contacts", _("Phone and e-mail"), "phone", _("Add a phone or e-mail")
    lead = _("How may we reach you? Mark a phone that others answer too, and we say nothing private there.")
    value = forms.CharField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "on", "spellcheck": "false", "autocapitalize": "off"}),
    )
    texts = forms.BooleanField(label=_("It takes text messages"), required=False)
    use = forms.ChoiceField(label=_("Which one?"), choices=ContactPoint.Use.choices, initial="mobile")
    preferred = forms.BooleanField(label=_("Use this one first"), required=False)
    shared = forms.BooleanField(label=_("Others answer or read it too"), required=False)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        return {"texts": True, "use": "mobile"}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        """A number that takes calls and text messages is one line, though it is two ways to reach them."""
        ways: dict[str, set[str]] = {}
        for point in card.contacts:
            if not point.do_not_use:
                ways.setdefault(point.value, set()).add(point.system)
        return [_reached(value, systems) for value, systems in ways.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "value" not in data:
            return data
        data["system"] = "email" if "@" in data["value"] else "sms" if data.get("texts") else "phone"
        try:
            data["value"] = parse_value(data["system"], data["value"], self.region)
        except ValueError as wrong:
            self.add_error("value", str(wrong))
        return data

    def save(self) -> None:
        kept = ("system", "value", "use", "preferred", "shared")
        contacts.add(self.patient, Contact(**{name: self.cleaned_data[name] for name in kept}))


def _reached(value: str, systems: set[str]) -> str:
    if "email" in systems:
        return value
    number = isolated(say_phone(value))
    return gettext("%(number)s (calls and text messages)") % {"number": number} if len(systems) > 1 else number


class WhereTheyLive(SectionForm):
    section, title, icon = "address", _("Address"), "map-pin"
    line = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or province"), max_length=60, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)

    @classmethod
    def now_known(cls, patient: Patient) -> dict[str, Any]:
        home = next((address for address in patient.addresses.all() if address.use == "home"), None)
        return {name: getattr(home, name) for name in cls.base_fields} if home else {}

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [
            ", ".join(part for part in (home.line, home.city, f"{home.state} {home.postal_code}".strip()) if part)
            for home in card.addresses
        ]

    def save(self) -> None:
        actions.change_address(self.patient, Residence(**self.cleaned_data, country=self.region))


class EmergencyContacts(Reaching, SectionForm):
    section, title, icon, add = "emergency", _("Emergency contacts"), "siren", _("Add an emergency contact")
    lead = _("Whom should we call if something happens? They cannot see your record.")
    name = forms.CharField(label=_("Name"), max_length=300)
    relationship = forms.CharField(
        label=_("Who they are to you"), max_length=60, required=False, help_text=_("For example: sister, neighbour")
    )
    phone = PhoneField(label=_("Phone number"))

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [f"{one.name} ({one.relationship})" if one.relationship else one.name for one in card.emergency_contacts]

    def save(self) -> None:
        actions.add_emergency_contact(self.patient, Relative(**self.cleaned_data))


class Coverages(SectionForm):
    section, title, icon, add = "coverage", _("Coverage"), "shield-check", _("Add a coverage")
    lead = _("Who pays for your care? You find the numbers on your card.")
    payer = forms.CharField(label=_("Insurance or payer"), max_length=200)
    plan = forms.CharField(label=_("Plan"), max_length=200, required=False)
    member_id = forms.CharField(label=_("Member number"), max_length=60, required=False)
    group = forms.CharField(label=_("Group number"), max_length=60, required=False)
    ends_on = DayField(label=_("Ends on"), required=False)

    @classmethod
    def summary(cls, card: Card) -> list[Words]:
        return [f"{one.payer}, {one.plan}" if one.plan else one.payer for one in card.coverages]

    def save(self) -> None:
        actions.add_coverage(self.patient, Cover(**self.cleaned_data))

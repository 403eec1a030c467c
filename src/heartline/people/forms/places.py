"""The organization, its sites and rooms as forms."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heartline.kernel import dates
from heartline.people.contacts.rules import parse_phone
from heartline.people.forms.base import PhoneField
from heartline.people.forms.setting import SettingForm, Text, switch
from heartline.people.models import OpeningHours, Room, Site
from heartline.people.places.actions import block
from heartline.people.templatetags.people import weekday_name

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
BLOCKS = 2  # fewest that a day has room for


class Dialled:
    """Cleans `phone` of a form in whose `country` it is dialled."""

    cleaned_data: dict[str, Any]

    def clean_phone(self) -> str:
        text = self.cleaned_data.get("phone", "")
        try:
            return parse_phone(text, self.cleaned_data.get("country") or "US") if text else ""
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class OrganizationForm(Dialled, SettingForm):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As patients know it."))
    country = forms.ChoiceField(label=_("Country"), initial="US")
    phone = PhoneField(label=_("Phone number"), required=False, help_text=_("Patients are told to call it."))
    emergency_number = forms.CharField(
        label=_("Emergency number"), max_length=20, initial="911",
        help_text=_("What people call when a life is in danger, where you are."),
    )  # fmt: skip
    crisis_line = forms.CharField(label=_("Crisis line"), max_length=20, initial="988", required=False)
    currency = forms.ChoiceField(
        label=_("Currency"), initial="USD", help_text=_("Of all prices. Another currency does not convert them.")
    )
    parts = (
        (_("About the organization"), ("name", "country", "phone")),
        (_("When it cannot wait"), ("emergency_number", "crisis_line")),
        (_("Money"), ("currency",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries(get_language() or "en")  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies(get_language() or "en")  # type: ignore[attr-defined]


class SiteForm(Dialled, SettingForm):
    texts = {
        "directions": Text(
            _("How to find it"),
            _("Which entrance, which floor, where to park. Patients read it."),
            lines=True,
            longest=2000,
        )
    }
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "The clock on its wall. Visits that are booked keep their moment, so change it before the first one."
        ),
    )
    line = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or province"), max_length=60, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    country = forms.ChoiceField(label=_("Country"))
    phone = PhoneField(label=_("Phone number"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    amenities = forms.MultipleChoiceField(
        label=_("What is there"), choices=Site.Amenity.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    accessibility = forms.MultipleChoiceField(
        label=_("For those who need it"),
        choices=Site.Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    active = switch(
        _("Switched off, nothing new is booked here, and patients are not shown it. Visits that are booked stay.")
    )
    parts = (
        (_("The site"), ("name", "time_zone", "active")),
        (_("Address"), ("line", "city", "state", "postal_code", "country", "phone")),
        (_("Finding it"), ("directions", "latitude", "longitude")),
        (_("Comforts"), ("amenities", "accessibility")),
    )

    def __init__(self, *args: Any, zones_of: str = "US", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries(get_language() or "en")  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zones(zones_of, (self.now or {}).get("time_zone", ""))  # type: ignore[attr-defined]


class RoomForm(SettingForm):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("As it stands on its door."))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Room.Kind.choices, help_text=_("Visits that need a room ask for one of a kind.")
    )
    active = switch()
    parts = ((_("The room"), ("name", "kind", "active")),)


class WeekForm(SettingForm):
    """Opening hours: for each weekday some blocks, each a pair of times."""

    def __init__(self, *args: Any, hours: list[OpeningHours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days: dict[int, list[str]] = {}
        for day in range(1, 8):
            known = [each for each in hours if each.weekday == day]
            self.days[day] = [f"d{day}_{n}" for n in range(max(BLOCKS, len(known) + 1))]
            for name, each in zip(self.days[day], [*known, *[None] * len(self.days[day])], strict=False):
                self.fields[f"{name}_opens"] = clock_field(_("From"))
                self.fields[f"{name}_closes"] = clock_field(_("To"))
                if each:
                    self.initial.update({f"{name}_opens": each.opens, f"{name}_closes": each.closes})

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        for names in self.days.values():
            for name in names:
                opens, closes = sent.get(f"{name}_opens"), sent.get(f"{name}_closes")
                if (opens is None) is not (closes is None) and not self.errors:
                    self.add_error(f"{name}_closes" if opens else f"{name}_opens", _("Fill in both times, or neither."))
        return sent

    def blocks(self) -> list[OpeningHours]:
        """What was filled in."""
        pairs = [(day, name) for day, names in self.days.items() for name in names]
        times: Any = self.cleaned_data
        return [
            block(day, times[f"{name}_opens"], times[f"{name}_closes"]) for day, name in pairs if times[f"{name}_opens"]
        ]

    def week(self) -> Iterator[tuple[int, list[tuple[Any, Any]]]]:
        """Weekday and its pairs of fields, for the page."""
        for day, names in self.days.items():
            yield day, [(self[f"{name}_opens"], self[f"{name}_closes"]) for name in names]

    def fields_of(self, name: str) -> list[str]:
        return [f"{block}_{end}" for block in self.days.get(int(name), []) for end in ("opens", "closes")]

    def said(self, name: str, value: Any) -> tuple[str, str]:
        said = (tuple(dates.say_clock(time.fromisoformat(each)) for each in pair.split("–")) for pair in value or [])
        return weekday_name(int(name)), ", ".join("–".join(pair) for pair in said) or str(_("closed"))


def clock_field(label: Any, *, required: bool = False) -> forms.TimeField:
    """A wall-clock time, by the browser's own picker."""
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """ISO 3166 with names, in the order of the reader's language."""
    named = [(code, name) for code, name in dates.locale(language).territories.items() if _is_country(code)]
    return sorted(named, key=lambda pair: pair[1].casefold())


@cache
def currencies(language: str) -> list[tuple[str, str]]:
    """ISO 4217 codes in use today, with names."""
    used = {code for country, _name in countries("en") for code in get_territory_currencies(country)}
    names = dates.locale(language).currencies
    return sorted((code, f"{names.get(code, code)} ({code})") for code in used)


def zones(country: str, kept: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """IANA zones by area, those of the country first. A zone that a site has is always among them."""
    known = available_timezones()
    near = [zone for zone in get_global("territory_zones").get(country, []) if zone in known]
    areas: dict[str, list[str]] = defaultdict(list)
    for zone in sorted(known):
        area = zone.split("/")[0]
        if area in AREAS:
            areas[area].append(zone)
    first = [zone for zone in dict.fromkeys([kept, *sorted(near)]) if zone]
    name = dates.locale().territories.get(country, country)
    groups = [(str(name), first), *areas.items(), ("UTC", ["UTC"])]
    return [(area, [(zone, zone.replace("_", " ")) for zone in listed]) for area, listed in groups if listed]


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")

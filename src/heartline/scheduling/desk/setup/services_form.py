"""A service as a form: what it is, how long, who gives it, what it needs."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.people.forms.setting import SettingForm, Text
from heartline.people.models import Room
from heartline.scheduling.catalogue.models import Mode, Resource, Service
from heartline.scheduling.catalogue.queries import tags

CATEGORIES = [
    ("", gettext_lazy("None of these")), ("primary", gettext_lazy("Primary care")),
    ("behavioural", gettext_lazy("Behavioural care")), ("specialty", gettext_lazy("Specialty care")),
    ("diagnostics", gettext_lazy("Tests and images")),
]  # fmt: skip
LONGEST = 24 * 60  # minutes


def _count(label: Any, least: int, most: int, hint: Any = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=hint)


class ServiceForm(SettingForm):
    texts = {
        "name": Text(gettext_lazy("Name"), gettext_lazy("As patients look for it."), required=True),
        "summary": Text(gettext_lazy("In one sentence"), gettext_lazy("What it is for."), longest=500),
        "reasons": Text(
            gettext_lazy("What people come with"),
            gettext_lazy("One a line: cough, back pain. Patients find the service by these words."), lines=True, longest=2000,
        ),
        "preparation": Text(
            gettext_lazy("How to get ready"),
            gettext_lazy("What to do before, and what to bring. Patients read it with their visit."), lines=True, longest=4000,
        ),
    }  # fmt: skip
    category = forms.ChoiceField(label=gettext_lazy("Kind of care"), choices=CATEGORIES, required=False)
    minutes = _count(gettext_lazy("Length, minutes"), 1, LONGEST)
    before = _count(
        gettext_lazy("Time before, minutes"), 0, LONGEST, gettext_lazy("To get the room ready. Patients do not see it.")
    )
    after = _count(gettext_lazy("Time after, minutes"), 0, LONGEST, gettext_lazy("For notes and cleaning."))
    grid = _count(
        gettext_lazy("Starts every … minutes"), 1, LONGEST, gettext_lazy("15: on the hour, a quarter past, and so on.")
    )
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("How people meet"), choices=Mode.choices, widget=forms.CheckboxSelectMultiple
    )
    room_kind = forms.ChoiceField(
        label=gettext_lazy("Room"), required=False, help_text=gettext_lazy("Taken for visits in person.")
    )
    online = forms.ChoiceField(
        label=gettext_lazy("Who books it online"), choices=Service.Online.choices,
        help_text=gettext_lazy("Staff may always book it."),
    )  # fmt: skip
    lead_hours = forms.FloatField(
        label=gettext_lazy("Least notice, hours"), min_value=0, max_value=24 * 90,
        help_text=gettext_lazy("So long before it starts patients may still book it. Half hours are fine."),
    )  # fmt: skip
    horizon_days = _count(gettext_lazy("How far ahead, days"), 1, 730)
    cancel_hours = forms.FloatField(
        label=gettext_lazy("Call to cancel within, hours"), min_value=0, max_value=24 * 30,
        help_text=gettext_lazy("So close to it, patients are asked to call instead. 0: never."),
    )  # fmt: skip
    daily_cap = _count(
        gettext_lazy("Most a day with one clinician"), 1, 200, gettext_lazy("Empty: no limit."), required=False
    )
    min_age = _count(gettext_lazy("From age"), 0, 130, required=False)
    max_age = _count(gettext_lazy("Up to age"), 0, 130, required=False)
    group_size = _count(
        gettext_lazy("Places in a group"), 2, 500, gettext_lazy("Empty: seen one by one."), required=False
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price"), min_value=0, max_value=1_000_000, required=False,
        help_text=gettext_lazy("Empty: none is shown. 0: no charge."),
    )  # fmt: skip
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential"), required=False,
        help_text=gettext_lazy("Its visits are shown to the patient, and to no parent, partner or carer."),
    )  # fmt: skip
    clinicians = forms.MultipleChoiceField(
        label=gettext_lazy("Given by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    known_only = forms.MultipleChoiceField(
        label=gettext_lazy("Of those, who take no new patients"), required=False, widget=forms.CheckboxSelectMultiple
    )
    devices = forms.MultipleChoiceField(
        label=gettext_lazy("Devices"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One of each is taken for visits in person."),
    )  # fmt: skip
    helpers = forms.MultipleChoiceField(
        label=gettext_lazy("A second clinician"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One more, who also helps with this."),
    )  # fmt: skip
    active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False,
        help_text=gettext_lazy("Switched off, nobody new is booked for it. Visits that are booked stay as they are."),
    )  # fmt: skip
    parts = (
        (gettext_lazy("What it is"), ("name", "summary", "reasons", "preparation", "category", "active")),
        (gettext_lazy("How long"), ("minutes", "before", "after", "grid")),
        (gettext_lazy("How and where"), ("modes", "room_kind")),
        (gettext_lazy("Who gives it"), ("clinicians", "known_only")),
        (gettext_lazy("What it needs besides"), ("devices", "helpers")),
        (gettext_lazy("Booking"), ("online", "lead_hours", "horizon_days", "cancel_hours", "daily_cap")),
        (gettext_lazy("For whom"), ("min_age", "max_age", "group_size", "confidential", "price")),
    )

    def __init__(self, *args: Any, currency: str = "USD", **kwargs: Any) -> None:
        self.minor = 10 ** get_currency_precision(currency)
        super().__init__(*args, **kwargs)
        now, fields = self.now or {}, dict[str, Any](self.fields)
        fields["room_kind"].choices = [("", _("No room is taken")), *Room.Kind.choices]
        fields["price"].label = _("Price, %(currency)s") % {"currency": currency}
        if now.get("category") and now["category"] not in dict(CATEGORIES):
            fields["category"].choices = [(now["category"], now["category"]), *CATEGORIES]
        here = Resource.objects.filter(kind=Resource.Kind.CLINICIAN, lane_of=None).order_by("name")
        names = [(str(each.pk), each.name) for each in here if each.active or str(each.pk) in now.get("clinicians", [])]
        fields["clinicians"].choices = fields["known_only"].choices = names
        for name, kind in (("devices", Resource.Kind.DEVICE), ("helpers", Resource.Kind.CLINICIAN)):
            known = dict.fromkeys([*tags(kind), *now.get(name, [])])
            fields[name].choices = [(tag, tag) for tag in known]
        self.asked = [name for name in ("clinicians", "known_only", "devices", "helpers") if fields[name].choices]

    def shown(self) -> list[Any]:
        """Without choices among nothing."""
        missing = {"clinicians", "known_only", "devices", "helpers"} - set(self.asked)
        left = [(title, [name for name in names if name not in missing]) for title, names in self.parts]
        return [self._part(title, names) for title, names in left if names]

    def clean_price(self) -> Decimal | None:
        price: Decimal | None = self.cleaned_data["price"]
        if price is not None and price * self.minor != int(price * self.minor):
            raise forms.ValidationError(gettext_lazy("This currency has no such small parts."))
        return price

    def values(self) -> dict[str, Any]:
        values = super().values()
        price = values.pop("price")
        values["price_minor"] = None if price is None else int(price * self.minor)
        values["reasons"] = {
            code: _lines(words) if isinstance(words, str) else words for code, words in values["reasons"].items()
        }
        for name in ("clinicians", "known_only", "devices", "helpers"):
            values[name] = sorted(values[name])
        values["known_only"] = [each for each in values["known_only"] if each in values["clinicians"]]
        before = list((self.now or {}).get("modes", []))  # as they are kept, in whatever order
        return values | ({"modes": before} if set(before) == set(values["modes"]) else {})

    def fields_of(self, name: str) -> list[str]:
        return super().fields_of("price" if name == "price_minor" else name)

    def said(self, name: str, value: Any) -> tuple[str, str]:
        if name == "reasons":
            return str(self.texts[name].label), ", ".join((value or {}).get("en", []))
        if name == "price_minor":
            return str(self.fields["price"].label), "–" if value is None else str(Decimal(value) / self.minor)
        return super().said(name, value)

    def _started(self, now: Any) -> dict[str, Any]:
        started = super()._started(
            {**now, "reasons": {code: "\n".join(words) for code, words in now.get("reasons", {}).items()}}
        )
        minor = now.get("price_minor")
        return started | ({"price": Decimal(minor) / self.minor} if minor is not None else {})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

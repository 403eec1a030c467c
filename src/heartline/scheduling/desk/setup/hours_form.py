"""The week of a clinician as one form: a row for each of its hours, and a part to add hours on several days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.people.forms.base import DayField
from heartline.people.forms.places import clock_field
from heartline.people.forms.setting import SettingForm
from heartline.people.models import Site
from heartline.people.templatetags.people import clock_time, weekday_name
from heartline.scheduling.availability.week import week_now
from heartline.scheduling.availability.week_rules import Block
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.models import PatternException

WORKDAYS = [1, 2, 3, 4, 5]
ROW = ("site", "starts", "ends", "modes", "valid_from", "valid_until", "remove")
MORE = ("", "2")  # pairs of times that can be added at once: before and after lunch


class HoursForm(SettingForm):
    on = DayField(
        label=gettext_lazy("Changes hold from"),
        help_text=gettext_lazy("Until then everything stays as it was. Hours that were worked are kept as history."),
    )

    def __init__(self, *args: Any, blocks: Sequence[Block], sites: Sequence[Site], today: date, **kwargs: Any) -> None:
        super().__init__(*args, now=week_now(blocks), **kwargs)
        self.opened, self.sites = list(blocks), {site.pk: site for site in sites}
        self.initial = {"key": self.initial["key"], "seen": self.initial["seen"], "on": today}
        fields: Any = self.fields
        choices = [(str(site.pk), site.name) for site in sites]
        for block in blocks:
            row = _row(block)
            self._hours(row, choices)
            fields[f"{row}_valid_from"] = DayField(label=_("Valid from"))
            fields[f"{row}_valid_until"] = DayField(label=_("Valid until"), required=False)
            fields[f"{row}_remove"] = forms.BooleanField(label=_("Remove"), required=False)
            now = (str(block.site_id), block.starts, block.ends, list(block.modes), block.valid_from, block.valid_until)
            self.initial |= dict(zip([f"{row}_{name}" for name in ROW], now, strict=False))
        fields["add_days"] = forms.TypedMultipleChoiceField(
            label=_("Days"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(day, weekday_name(day)) for day in range(1, 8)],
        )  # fmt: skip
        for more in MORE:
            self._hours(f"add{more}", choices, required=False)
        fields["add_valid_until"] = DayField(
            label=_("Valid until"), required=False, help_text=_("Empty: until further notice.")
        )
        self.initial["add_days"] = [] if blocks else WORKDAYS
        self._add_missing()

    def _hours(self, row: str, sites: list[tuple[str, str]], *, required: bool = True) -> None:
        fields: Any = self.fields
        if row != "add2":  # the second pair is at the same place, in the same ways
            fields[f"{row}_site"] = forms.ChoiceField(label=_("Site"), choices=sites, required=required)
            fields[f"{row}_modes"] = forms.MultipleChoiceField(
                label=_("Only for"), choices=Mode.choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        fields[f"{row}_starts"] = clock_field(_("From"), required=required)
        fields[f"{row}_ends"] = clock_field(_("To"), required=required)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        for row in [f"add{more}" for more in MORE]:
            starts, ends = sent.get(f"{row}_starts"), sent.get(f"{row}_ends")
            if (starts is None) is not (ends is None):
                self.add_error(f"{row}_ends" if starts else f"{row}_starts", _("Fill in both times, or neither."))
            elif starts and not sent.get("add_days"):
                self.add_error("add_days", _("Say on which days."))
            elif starts and not sent.get("add_site"):
                self.add_error("add_site", _("Say where."))
        return sent

    def blocks(self) -> list[Block]:
        """The week as it is wanted."""
        sent = self.cleaned_data
        kept = []
        for block in self.opened:
            row = {name: sent[f"{_row(block)}_{name}"] for name in ROW}
            if not row["remove"]:
                kept.append(
                    Block(
                        block.weekday, UUID(row["site"]), row["starts"], row["ends"], row["valid_from"],
                        row["valid_until"], self._modes(row["modes"], block), block.id,
                    )
                )  # fmt: skip
        return kept + list(self._added(sent))

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Weekday and its rows of fields, for the page; days without hours are left out."""
        for day in range(1, 8):
            here = [_row(block) for block in self.opened if block.weekday == day]
            if here:
                yield day, [{name: self[f"{row}_{name}"] for name in ROW} for row in here]

    @property
    def added(self) -> dict[str, Any]:
        """The fields of the part that adds hours."""
        names = ("days", "site", "starts", "ends", "modes", "valid_until")
        return {name: self[f"add_{name}"] for name in names} | {
            "starts2": self["add2_starts"],
            "ends2": self["add2_ends"],
        }

    def fields_of(self, name: str) -> list[str]:
        return [f"{_row(block)}_{part}" for block in self.opened if str(block.id) == name for part in ROW]

    def said(self, name: str, value: Any) -> tuple[str, str]:
        if not isinstance(value, Mapping):
            return _("Hours"), _("removed")
        starts, ends = (clock_time(time.fromisoformat(value[end])) for end in ("starts", "ends"))
        site = self.sites.get(UUID(value["site"]))
        return weekday_name(value["weekday"]), f"{starts}–{ends}, {site or ''}"

    def _add_missing(self) -> None:
        """Hours that somebody else added since it was opened are in it as they are: nobody removes what they never saw."""
        if not self.is_bound:
            return
        data: Any = self.data.copy()
        for block in self.opened:
            if f"{_row(block)}_starts" not in data:
                for part in ROW:
                    name = f"{_row(block)}_{part}"
                    self._take(data, name, self.initial.get(name))
        self.data = data

    def _added(self, sent: Mapping[str, Any]) -> Iterator[Block]:
        for more in MORE:
            if starts := sent[f"add{more}_starts"]:
                for day in sent["add_days"]:
                    yield Block(
                        day, UUID(sent["add_site"]), starts, sent[f"add{more}_ends"], sent["on"], sent["add_valid_until"],
                        self._modes(sent["add_modes"], None),
                    )  # fmt: skip

    def _modes(self, chosen: list[str], block: Block | None) -> tuple[str, ...]:
        """In the order in which they are kept; all of them is none in particular."""
        if block and set(chosen) == set(block.modes):
            return block.modes
        return () if len(chosen) == len(Mode.values) else tuple(chosen)


def _row(block: Block) -> str:
    """What the fields of a block begin with: its own, so that rows cannot be taken for each other."""
    return f"r{block.id}"


class DayForm(SettingForm):
    """One day that is not like the week."""

    date = DayField(label=gettext_lazy("Date"))
    works = forms.ChoiceField(
        label=gettext_lazy("On that day"), widget=forms.RadioSelect, initial="more",
        choices=[("more", gettext_lazy("More hours")), ("away", gettext_lazy("Away"))],
    )  # fmt: skip
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.none(), required=False,
        empty_label=gettext_lazy("All sites"), help_text=gettext_lazy("More hours need one."),
    )  # fmt: skip
    starts = clock_field(gettext_lazy("From"))
    ends = clock_field(gettext_lazy("To"))
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, required=False, help_text=gettext_lazy("Staff see this.")
    )
    parts = ((gettext_lazy("The day"), ("date", "works", "site", "starts", "ends", "reason")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["starts"].help_text = _("Away without times is the whole day.")


def days_ahead(resource_id: UUID, today: date) -> list[PatternException]:
    """Days that are not like the week, from today. One query."""
    found = PatternException.objects.filter(resource_id=resource_id, date__gte=today).select_related("site")
    return list(found.order_by("date", "starts")[:100])

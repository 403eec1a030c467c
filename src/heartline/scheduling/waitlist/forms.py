"""What suits somebody, as a form: the same for patients and at the desk. Everything is optional; empty means any."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from babel.dates import get_day_names
from django import forms
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, dates
from heartline.people.forms.base import DayField
from heartline.people.models import Site
from heartline.scheduling.catalogue.models import Mode, Resource, Service
from heartline.scheduling.waitlist.rules import Wishes

PARTS: dict[str, tuple[time | None, time | None]] = {
    "": (None, None),
    "morning": (None, time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(16), None),
}
_PARTS = [
    ("", _("Any time of day")),
    ("morning", _("Mornings, until noon")),
    ("afternoon", _("Afternoons")),
    ("evening", _("After 4 PM")),
    ("own", _("Between two times")),
]
NOTICES = [
    ("1", _("An hour is enough")),
    ("2", _("Two hours")),
    ("4", _("Half a day")),
    ("24", _("A day")),
    ("72", _("Three days")),
]


class WishesForm(forms.Form):
    """`service`, `clinicians` and `sites` say what there is to choose from; what there is only one of is not asked."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days that suit"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    part = forms.ChoiceField(label=_("Time of day"), choices=_PARTS, required=False, widget=forms.RadioSelect)
    starts = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    clinicians = forms.TypedMultipleChoiceField(
        label=_("With"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    sites = forms.TypedMultipleChoiceField(
        label=_("Where"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    modes = forms.MultipleChoiceField(label=_("How"), required=False, widget=forms.CheckboxSelectMultiple)
    notice = forms.ChoiceField(
        label=_("How long before do you need to know?"),
        help_text=_("To get here, or to find somebody for your children."),
        choices=NOTICES,
        initial="2",
    )
    first = DayField(label=_("Not before"), required=False)
    until = DayField(label=_("Only until"), required=False)

    def __init__(
        self, *args: Any, service: Service, clinicians: Sequence[Resource], sites: Sequence[Site], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", "stand-alone", dates.locale())
        modes = dict(Mode.choices)
        self._choose("weekdays", [(day, names[day - 1]) for day in range(1, 8)], least=0)
        self._choose("clinicians", [(each.pk, each.name) for each in clinicians])
        self._choose("sites", [(each.pk, each.name) for each in sites])
        self._choose("modes", [(mode, modes[mode]) for mode in service.modes if mode in modes])

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]], least: int = 2) -> None:
        if len(choices) < least:
            del self.fields[name]
        else:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if found.get("part") == "own" and starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it starts."))
        first, until = found.get("first"), found.get("until")
        if until and until < max(first or date.min, clock.now().date()):
            self.add_error("until", _("Choose a later day."))
        return found

    def wishes(self) -> Wishes:
        """Of a valid form. All there is to choose counts as any."""
        sent = self.cleaned_data
        own = (sent["starts"], sent["ends"])
        starts, ends = own if sent["part"] == "own" else PARTS[sent["part"]]

        def some(name: str) -> frozenset[Any]:
            chosen = frozenset(sent.get(name) or ())
            return chosen if name in self.fields and len(chosen) < len(self.fields[name].choices) else frozenset()  # type: ignore[attr-defined]

        return Wishes(
            weekdays=some("weekdays"),
            starts=starts,
            ends=ends,
            clinicians=some("clinicians"),
            sites=some("sites"),
            modes=some("modes"),
            first=sent["first"],
            until=sent["until"],
            notice=timedelta(hours=int(sent["notice"])),
        )


def initial(wishes: Wishes) -> dict[str, Any]:
    """The wishes as the form shows them."""
    hours = (wishes.starts, wishes.ends)
    part = next((name for name, span in PARTS.items() if span == hours), "own")
    notices = [int(value) for value, _label in NOTICES]
    needed = wishes.notice.total_seconds() / 3600
    return {
        "weekdays": sorted(wishes.weekdays),
        "part": part,
        "starts": wishes.starts if part == "own" else None,
        "ends": wishes.ends if part == "own" else None,
        "clinicians": [str(each) for each in wishes.clinicians],
        "sites": [str(each) for each in wishes.sites],
        "modes": sorted(wishes.modes),
        "first": wishes.first,
        "until": wishes.until,
        "notice": str(next((hours for hours in notices if hours >= needed), notices[-1])),
    }

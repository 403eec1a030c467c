"""Plans: visits that belong together, in order, with gaps."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.text import translated
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.setting import SettingForm, Text, switch
from heartline.scheduling.models import Plan, PlanStep, Service
from heartline.scheduling.plans import writing

FEWEST, SPARE = 4, 2  # steps that a form has room for
STEP = ("service", "least", "most", "unit", "same_site", "same_clinician")


class PlanForm(SettingForm):
    texts = {
        "name": Text(gettext_lazy("Name"), gettext_lazy("As patients look for it."), required=True),
        "summary": Text(gettext_lazy("In one sentence"), gettext_lazy("What it is for."), longest=500),
    }
    online = forms.ChoiceField(
        label=gettext_lazy("Who books it online"), choices=Service.Online.choices,
        help_text=gettext_lazy("Staff may always book it."),
    )  # fmt: skip
    active = switch(gettext_lazy("Switched off, nobody new books it. Visits that are booked stay as they are."))
    parts = ((gettext_lazy("The plan"), ("name", "summary", "online", "active")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = (self.now or {}).get("steps", [])
        here = [each for each in Service.objects.filter(group_size=None) if each.active or _used(each, steps)]
        choices = [(str(each.pk), translated(each.name)) for each in here]
        self.places = range(max(FEWEST, len(steps) + SPARE))
        fields: Any = self.fields
        for place in self.places:
            none = _("No further visit") if place else _("Choose the first visit")
            fields[f"s{place}_service"] = forms.ChoiceField(
                label=_("Kind of visit"), choices=[("", none), *choices], required=False
            )
            fields[f"s{place}_least"] = _gap(_("At least after"))
            fields[f"s{place}_most"] = _gap(_("At most after"))
            fields[f"s{place}_unit"] = forms.ChoiceField(
                label=_("Counted in"), choices=PlanStep.Unit.choices, required=False, initial=PlanStep.Unit.DAYS
            )
            fields[f"s{place}_same_site"] = forms.BooleanField(
                label=_("At the same site"), required=False, initial=True
            )
            fields[f"s{place}_same_clinician"] = forms.BooleanField(label=_("With the same clinician"), required=False)
        for place, step in enumerate(steps):
            self.initial.update({f"s{place}_{name}": step[name] for name in STEP})

    def values(self) -> dict[str, Any]:
        values = super().values()
        rows = [{name: values.pop(f"s{place}_{name}") for name in STEP} for place in self.places]
        steps = [row | {"least": row["least"] or 0, "unit": row["unit"] or "days"} for row in rows if row["service"]]
        if steps:  # before the first visit there is nothing to be apart from
            kept = ((self.now or {}).get("steps") or [steps[0]])[0]
            steps[0] |= {name: kept[name] for name in ("least", "most", "unit", "same_site", "same_clinician")}
        return values | {"steps": steps}

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each step's fields, for the page."""
        for place in self.places:
            yield place + 1, {name: self[f"s{place}_{name}"] for name in STEP}

    def fields_of(self, name: str) -> list[str]:
        steps = [f"s{place}_{part}" for place in self.places for part in STEP]
        return steps if name == "steps" else super().fields_of(name)

    def said(self, name: str, value: Any) -> tuple[str, str]:
        if name != "steps":
            return super().said(name, value)
        names = dict(self.fields["s0_service"].choices)  # type: ignore[attr-defined]
        return _("Visits"), " → ".join(names.get(step["service"], "?") for step in value or [])


@staff_page("settings.edit")
def plans(request: HttpRequest) -> HttpResponse:
    """All of them, those that are switched off last. Three queries."""
    found = Plan.objects.order_by("-active", "slug").prefetch_related("steps__service")
    return render(request, "scheduling/desk/setup/plans.html", {"title": _("Plans"), "plans": found})


@staff_page("settings.edit")
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, initial={"online": Service.Online.ANYONE.value, "active": True})
    return set_up(
        request, form, lambda sent: writing.add_plan(sent.values(), sent.once_key), told=_("Saved."),
        title=_("Add a plan"), back=reverse("desk:setup_plans"), template="scheduling/desk/setup/plan.html",
        lead=_("Visits that belong together are found and booked in one step, and moved together."),
    )  # fmt: skip


@staff_page("settings.edit")
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.prefetch_related("steps"), slug=plan)
    form = PlanForm(request.POST or None, now=writing.plan_now(found))
    return set_up(
        request, form, lambda sent: writing.change_plan(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=str(found), back=reverse("desk:setup_plans"), template="scheduling/desk/setup/plan.html",
        booked=writing.booked(found),
    )  # fmt: skip


def _used(service: Service, steps: list[dict[str, Any]]) -> bool:
    return any(step["service"] == str(service.pk) for step in steps)


def _gap(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1000, required=False)

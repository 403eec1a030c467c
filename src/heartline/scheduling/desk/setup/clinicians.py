"""Clinicians: what patients read of them, and whether they can be booked."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.base import language_choices
from heartline.people.forms.setting import MAIN, SettingForm, Text, switch
from heartline.people.models import Role, StaffMember
from heartline.people.places.queries import every_site
from heartline.people.staffing.queries import IN_ORDER
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.catalogue import resources
from heartline.scheduling.catalogue.queries import clinician_now, tags
from heartline.scheduling.desk.setup.rooms import TagField
from heartline.scheduling.models import Resource, WorkingPattern
from heartline.scheduling.waitlist.words import days_said

SEES_PATIENTS = (Role.CLINICIAN, Role.NURSE)
GENDERS = [("", gettext_lazy("Not said")), ("female", gettext_lazy("A woman")), ("male", gettext_lazy("A man")),
           ("other", gettext_lazy("Other"))]  # fmt: skip
USUAL = ("en", "es", "zh-Hans", "vi", "ar")


class ClinicianForm(SettingForm):
    texts = {
        "specialty": Text(gettext_lazy("What they do"), gettext_lazy("For example: family doctor")),
        "about": Text(
            gettext_lazy("About them"), gettext_lazy("Patients read it when they choose."), lines=True, longest=2000
        ),
    }
    name = forms.CharField(
        label=gettext_lazy("Name, as patients read it"),
        max_length=200,
        help_text=gettext_lazy("For example: Dr. Ana Ruiz"),
    )
    given = forms.CharField(label=gettext_lazy("Given names"), max_length=100, required=False)
    family = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Lists are in its order."),
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), choices=GENDERS, required=False,
        help_text=gettext_lazy("Some patients ask to be seen by a woman or a man."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=gettext_lazy("Works as"), choices=[(role.value, role.label) for role in SEES_PATIENTS]
    )
    npi = forms.CharField(label=gettext_lazy("Provider number (NPI)"), max_length=20, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Speaks with patients"), required=False, widget=forms.CheckboxSelectMultiple
    )
    another = forms.ChoiceField(label=gettext_lazy("Another language"), required=False)
    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Works at"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tag = TagField(
        label=gettext_lazy("Also helps with"), max_length=40, required=False,
        help_text=gettext_lazy("One word, for services that need a second clinician: “assistant”."),
    )  # fmt: skip
    active = switch(
        gettext_lazy("Switched off, nobody new is booked with them. Visits that are booked stay as they are.")
    )
    parts = (
        (gettext_lazy("Who they are"), ("name", "given", "family", "gender", "role", "npi", "active")),
        (gettext_lazy("What patients read"), ("specialty", "about")),
        (gettext_lazy("Languages"), ("languages", "another")),
        (gettext_lazy("Where, and what else"), ("sites", "tag")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.now or {}
        named, spoken = dict(language_choices(*now.get("languages", []))), now.get("languages", [])
        fields: Any = self.fields
        fields["languages"].choices = [(tag, named[tag]) for tag in dict.fromkeys([*USUAL, *spoken])]
        fields["another"].choices = list(named.items())
        fields["sites"].choices = [
            (str(site.pk), site.name) for site in every_site() if site.active or str(site.pk) in now.get("sites", [])
        ]
        # Somebody else who sees patients, too, stays what they are.
        if now.get("role") and now["role"] not in SEES_PATIENTS:
            fields["role"].choices = [(now["role"], Role(now["role"]).label), *fields["role"].choices]
        fields["tag"].widget.attrs["autocomplete"] = "off"
        if known := tags(Resource.Kind.CLINICIAN):
            there = _("Known here: %(tags)s.") % {"tags": ", ".join(known)}
            fields["tag"].help_text = f"{fields['tag'].help_text} {there}"

    def values(self) -> dict[str, Any]:
        values = super().values()
        # In the order in which they are kept, so that nothing counts as changed that is not.
        before, another = list((self.now or {}).get("languages", [])), values.pop("another")
        chosen = [*values["languages"], *([another] if another else [])]
        values["languages"] = [tag for tag in dict.fromkeys([*before, *chosen]) if tag in chosen]
        values["sites"] = sorted(values["sites"])
        return values


@staff_page("settings.edit")
def clinicians(request: HttpRequest) -> HttpResponse:
    """Everybody who sees patients, or could. Five queries."""
    today = today_here()
    found = StaffMember.objects.filter(Q(role__in=SEES_PATIENTS, active=True) | Q(resource__isnull=False))
    members = list(found.select_related("resource").order_by(*IN_ORDER))
    days: dict[UUID, set[int]] = {}
    hold = WorkingPattern.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), resource__staff_member__in=members
    )
    for member_id, weekday in hold.values_list("resource__staff_member_id", "weekday").distinct():
        days.setdefault(member_id, set()).add(weekday)
    rows = [(each, getattr(each, "resource", None), _said(days.get(each.pk, set()))) for each in members]
    rows.sort(key=lambda row: not (row[1] and row[1].active))
    return render(request, "scheduling/desk/setup/clinicians.html", {"title": _("Clinicians"), "rows": rows})


@staff_page("settings.edit")
def clinician_new(request: HttpRequest) -> HttpResponse:
    here = [str(site.pk) for site in every_site() if site.active]
    start = {"active": True, "languages": [MAIN], "sites": here if len(here) == 1 else []}
    form = ClinicianForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = resources.add_clinician(form.values(), form.once_key)
        return redirect("desk:setup_hours", made.staff_member_id)
    return set_up(
        request, form, lambda sent: None, title=_("Add a clinician"), back=reverse("desk:setup_clinicians"),
        lead=_("Their hours come next. Who also signs in is invited under “Staff and logins”."),
    )  # fmt: skip


@staff_page("settings.edit")
def clinician(request: HttpRequest, member_id: UUID) -> HttpResponse:
    member = get_object_or_404(StaffMember.objects.select_related("resource"), pk=member_id)
    resource = getattr(member, "resource", None)
    now = clinician_now(member, resource)
    form = ClinicianForm(request.POST or None, now=now)
    if resource is None:
        form.initial["active"] = member.active
    return set_up(
        request, form, lambda sent: resources.change_clinician(member.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=member.name, back=reverse("desk:setup_clinicians"),
        tools=[(_("Hours"), reverse("desk:setup_hours", args=[member.pk]), "calendar-clock")] if resource else [],
    )  # fmt: skip


def _said(days: set[int]) -> str:
    return days_said(sorted(days), brief=True) if days else ""

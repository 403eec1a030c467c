"""Agreements with outsourced teams: set up, ended, and what was done under them."""

import csv
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from heartline.conversations.desk.lists import name_of
from heartline.conversations.inbox import queries as inbox
from heartline.kernel import clock
from heartline.people.access import staff_page
from heartline.people.models import PartnerAgreement
from heartline.people.partners import actions, queries
from heartline.people.partners.rules import Field
from heartline.people.places.queries import zones

FIELDS = [
    (Field.FIND.value, gettext_lazy("Find any patient, not only those who wrote to these queues")),
    (Field.RECORD.value, gettext_lazy("Their record: addresses, insurance, relatives, who acts for them")),
    (Field.VISITS.value, gettext_lazy("Visits: the day, booking, cancelling")),
    (Field.WAITLIST.value, gettext_lazy("The waiting list")),
]
LONGEST = timedelta(days=366)


class AgreementForm(forms.Form):
    """What an agreement says. Hours are on the clock of the clinic."""

    name = forms.CharField(label=gettext_lazy("Name of the firm"), max_length=80)
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Who works under it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    queues = forms.MultipleChoiceField(
        label=gettext_lazy("Queues that they see"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fields_ = forms.MultipleChoiceField(
        label=gettext_lazy("What else they see"),
        help_text=gettext_lazy("Without any: who wrote to these queues, by name and how they are reached."),
        required=False,
        choices=FIELDS,
        widget=forms.CheckboxSelectMultiple,
    )
    weekdays = forms.MultipleChoiceField(
        label=pgettext_lazy("agreement", "Days"),
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=pgettext_lazy("agreement", "From"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(
        label=pgettext_lazy("agreement", "Until"),
        help_text=gettext_lazy("The same as the beginning: day and night."),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    begins_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=gettext_lazy("Last day, if there is one"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, of: PartnerAgreement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.people = of, {str(each.pk): each for each in queries.agents()}
        self.fields["members"].choices = [(pk, each.name) for pk, each in self.people.items()]  # type: ignore[attr-defined]
        self.fields["queues"].choices = [(str(each.pk), name_of(each)) for each in inbox.queues()]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = PartnerAgreement.objects.filter(name=name)
        if (others.exclude(pk=self.of.pk) if self.of else others).exists():
            raise forms.ValidationError(_("There is an agreement of this name already."))
        return name

    def clean_ends_on(self) -> date | None:
        ends: date | None = self.cleaned_data["ends_on"]
        if ends and self.cleaned_data.get("begins_on") and ends < self.cleaned_data["begins_on"]:
            raise forms.ValidationError(_("It would end before it begins."))
        return ends

    def keep(self) -> PartnerAgreement:
        said = self.cleaned_data
        members = [self.people[pk] for pk in said["members"]]
        return actions.agree(
            self.of.pk if self.of else None,
            members,
            name=said["name"],
            queues=[UUID(pk) for pk in said["queues"]],
            fields=said["fields_"],
            weekdays=[int(day) for day in said["weekdays"]],
            opens=said["opens"],
            closes=said["closes"],
            time_zone=zones()[0],
            begins_on=said["begins_on"],
            ends_on=said["ends_on"],
        )


@staff_page("settings.edit")
def partners(request: HttpRequest) -> HttpResponse:
    """All agreements. Three queries besides the shell's."""
    now = clock.now()
    found = [{"agreement": each, "holds": queries.times_of(each).hold(now)} for each in queries.agreements()]
    return render(request, "conversations/desk/partners.html", {"agreements": found})


@staff_page("settings.edit")
def agreement(request: HttpRequest, agreement_id: UUID | None = None) -> HttpResponse:
    """A new one, or what one says."""
    of = PartnerAgreement.objects.filter(pk=agreement_id).first() if agreement_id else None
    if agreement_id and of is None:
        raise Http404
    form = AgreementForm(request.POST if request.method == "POST" else None, of=of, initial=_now(of))
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Kept. It counts from their next click on."))
        return redirect("desk:setup_partners")
    context = {"form": form, "agreement": of}
    return render(request, "conversations/desk/partner.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page("settings.edit")
def end(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    try:
        actions.end(agreement_id)
    except PartnerAgreement.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("Ended. Its people see nothing any more."))
    return redirect("desk:setup_partners")


@staff_page("partner.report")
def report(request: HttpRequest) -> HttpResponse:
    """What partners did, by person and kind. Two queries besides the shell's."""
    zone = ZoneInfo(zones()[0])
    first, last = _days(request, zone)
    since, until = _span(first, last, zone)
    rows = queries.done(since, until)
    context = {"rows": rows, "first": first.isoformat(), "last": last.isoformat(), "zone": zone}
    return render(request, "conversations/desk/partner_report.html", context)


@staff_page("partner.report")
def download(request: HttpRequest) -> HttpResponse:
    """The same one by one, as a table for spreadsheets. No patient is named: only the conversation's or thing's id."""
    zone = ZoneInfo(zones()[0])
    first, last = _days(request, zone)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="partners-{first}-{last}.csv"'
    written = csv.writer(response)
    written.writerow(["at", "who", "what", "door", "about"])
    for at, who, kind, door, about in queries.each_done(*_span(first, last, zone)):
        written.writerow([at.astimezone(zone).isoformat(), _cell(who), kind, door, about or ""])
    return response


def _now(of: PartnerAgreement | None) -> dict[str, Any]:
    if of is None:
        return {"weekdays": ["1", "2", "3", "4", "5"], "begins_on": clock.now().date()}
    named = ("name", "fields", "opens", "closes", "begins_on", "ends_on")
    now: dict[str, Any] = {name: getattr(of, name) for name in named}
    members = [str(each.pk) for each in of.members.all()]
    queues, weekdays = [str(pk) for pk in of.queues], [str(day) for day in of.weekdays]
    return now | {"fields_": of.fields, "members": members, "queues": queues, "weekdays": weekdays}


def _days(request: HttpRequest, zone: ZoneInfo) -> tuple[date, date]:
    """First and last day asked for; the last thirty where nothing sensible is."""
    today = clock.now().astimezone(zone).date()
    first = _day(request.GET.get("from", "")) or today - timedelta(days=30)
    last = _day(request.GET.get("to", "")) or today
    return (first, last) if first <= last <= first + LONGEST else (last - timedelta(days=30), last)


def _span(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _cell(text: str) -> str:
    """No spreadsheet takes a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text

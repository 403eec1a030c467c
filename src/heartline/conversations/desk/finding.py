"""Search through what was said, in all conversations that the reader may see."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.conversations.desk.lists import name_of
from heartline.conversations.finding.queries import Asked, Found, search
from heartline.conversations.finding.rules import LONGEST
from heartline.conversations.inbox import queries, reading
from heartline.conversations.inbox.models import Queue
from heartline.conversations.threads.models import Door
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.linking.queries import records_of
from heartline.people.models import StaffMember
from heartline.people.permissions import may
from heartline.people.places.queries import zones
from heartline.people.search.queries import find

NAMESAKES = 20  # patients of a name among whose conversations is searched


class SearchForm(forms.Form):
    """All by GET, so that a search can be kept as an address. What nobody could mean narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST)
    patient = forms.CharField(label=pgettext_lazy("search", "Patient"), required=False, max_length=100)
    door = forms.ChoiceField(label=pgettext_lazy("search", "By way of"), required=False)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    person = forms.ChoiceField(label=pgettext_lazy("search", "Who has it, or wrote"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, queues: list[Queue], colleagues: list[StaffMember]) -> None:
        super().__init__(data, auto_id="search-%s")
        every = ("", pgettext_lazy("search", "All"))
        self._choose("door", [every, *Door.choices])
        self._choose("queue", [every, *((str(each.pk), name_of(each)) for each in queues)])
        self._choose("person", [every, *((str(each.pk), each.name) for each in colleagues)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self, zone: ZoneInfo, patients: Collection[UUID] | None, after: str) -> Asked:
        """What is looked for; days on the clock of the place, the last one whole."""
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        return Asked(
            text=said.get("q", ""),
            door=said.get("door", ""),
            queue=read_uuid(said.get("queue", "")),
            person=read_uuid(said.get("person", "")),
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
            patients=patients,
            after=after,
        )


@staff_page("conversation.read")
def finding(request: HttpRequest) -> HttpResponse:
    """About a dozen queries besides the shell's, and a note in the audit log of each patient newly seen."""
    asked = {name: str(value).replace("\0", "") for name, value in request.GET.items()}
    form = SearchForm(asked, queries.queues(), reading.colleagues())
    form.is_valid()
    zone = ZoneInfo(zones()[0])
    found = search(form.asked(zone, _patients(request, form), asked.get("after", "")[:80]))
    secret = {hit.message.patient_id for hit in found.hits if hit.message.confidential and hit.message.patient_id}
    note_list((each for hit in found.hits if (each := hit.message.patient_id)), "inbox", secret)
    context = {
        "form": form,
        "found": found,
        "q": form.cleaned_data.get("q", ""),
        "narrowed": any(form.cleaned_data.get(name) for name in form.fields if name != "q"),
        "older_href": _older(asked, found),
        "zone": zone,
    }
    return render(request, "conversations/desk/search.html", context)


def _patients(request: HttpRequest, form: SearchForm) -> list[UUID] | None:
    """The records of whom the name, number or birth date fits, or the one whose id it is; none asked for: everybody's."""
    text = form.cleaned_data.get("patient", "")
    if not text or not may(request.staff.role, "patient.find"):
        return None
    if one := read_uuid(text):
        return list(records_of(one))
    hits = find(text, NAMESAKES)
    return list(dict.fromkeys(record for hit in hits for record in records_of(hit.id)))


def _older(asked: dict[str, str], found: Found) -> str:
    return (
        f"?{urlencode({**{name: value for name, value in asked.items() if value}, 'after': found.older})}"
        if found.older
        else ""
    )

"""Setting up queues: what comes into each, how soon it is answered, how it is shared out; and days that do not count."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings as project
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from heartline.conversations.desk.lists import name_of
from heartline.conversations.inbox import reading, setting
from heartline.conversations.inbox.models import ASSIGNED, ClosedDay, Queue
from heartline.conversations.threads.models import Conversation
from heartline.kernel import clock
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.base import DayField
from heartline.people.forms.setting import SettingForm, Text
from heartline.people.models import Site

LONGEST = 30 * 24 * 60  # minutes


class QueueForm(SettingForm):
    """`minutes` stands for `first_answer`."""

    texts = {"name": Text(gettext_lazy("Name"), required=True, longest=60)}
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        help_text=gettext_lazy("None chosen: all."),
        choices=Conversation.Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("None chosen: all."),
        choices=[(code.split("-")[0], name) for code, name in project.LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        help_text=gettext_lazy("Its opening hours count. Without a site, every hour counts."),
        queryset=Site.objects.none(),
        required=False,
        empty_label=gettext_lazy("All sites"),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until an answer"),
        help_text=gettext_lazy("Counted while the site is open. Four hours are 240."),
        min_value=5,
        max_value=LONGEST,
    )
    assigned = forms.ChoiceField(
        label=gettext_lazy("Who gets it"),
        help_text=gettext_lazy("Shared out among those who are here, speak the language and have room."),
        choices=ASSIGNED,
        widget=forms.RadioSelect,
    )
    calls = forms.MultipleChoiceField(
        label=gettext_lazy("Who is called when it is late"),
        help_text=gettext_lazy("Nobody chosen: who leads the inbox."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the order"),
        help_text=gettext_lazy("The first queue that fits takes it."),
        min_value=0,
        max_value=1001,
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    parts = (
        (gettext_lazy("The queue"), ("name", "place", "active")),
        (gettext_lazy("What comes into it"), ("topics", "languages", "site")),
        (gettext_lazy("How it is answered"), ("minutes", "assigned", "calls")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["calls"].choices = [(str(each.pk), each.name) for each in reading.colleagues()]  # type: ignore[attr-defined]

    def _started(self, now: Any) -> dict[str, Any]:
        started = super()._started(now)
        if "first_answer" in now:
            started["minutes"] = int(now["first_answer"] / MINUTE)
            started["calls"] = [str(each) for each in now["calls"]]
        return started

    def values(self) -> dict[str, Any]:
        sent = super().values()
        minutes = sent.pop("minutes")
        return {**sent, "first_answer": minutes * MINUTE, "calls": [UUID(each) for each in sent["calls"]]}


MINUTE = timedelta(minutes=1)


class ClosedDayForm(forms.Form):
    day = DayField(label=gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("Why"), max_length=80)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.none(), required=False, empty_label=gettext_lazy("All sites")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]


@staff_page("settings.edit")
def queues(request: HttpRequest) -> HttpResponse:
    """All of them, in their order, those that are not in use too. One query."""
    found = [(name_of(each), each) for each in Queue.objects.select_related("site")]
    lead = _("What patients write comes into the first queue that fits. Times count while its site is open.")
    context = {"title": _("Queues"), "lead": lead, "queues": found, "topics": dict(Conversation.Topic.choices)}
    return render(request, "conversations/desk/queues.html", context)


@staff_page("settings.edit")
def queue_new(request: HttpRequest) -> HttpResponse:
    usual = {"minutes": 240, "assigned": ASSIGNED[0][0], "place": 1, "active": True}
    form = QueueForm(request.POST or None, initial=usual)
    return set_up(
        request, form, lambda sent: setting.add_queue(sent.values(), sent.once_key), told=_("Saved."),
        title=_("Add a queue"), back=reverse("desk:setup_queues"),
    )  # fmt: skip


@staff_page("settings.edit")
def queue(request: HttpRequest, queue: str) -> HttpResponse:
    found = get_object_or_404(Queue.objects.select_related("site"), slug=queue)
    form = QueueForm(request.POST or None, now=setting.queue_now(found))
    return set_up(
        request, form, lambda sent: setting.change_queue(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=name_of(found), back=reverse("desk:setup_queues"),
    )  # fmt: skip


@staff_page("settings.edit")
def hours(request: HttpRequest) -> HttpResponse:
    """Days on which queues do not count time. Opening hours are the sites'. Two queries."""
    form = ClosedDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        setting.close(sent["day"], sent["name"], sent["site"])
        messages.success(request, _("Saved."))
        return redirect("desk:setup_queue_hours")
    today = clock.now().date() - timedelta(days=1)
    context = {
        "title": _("Days on which time does not count"),
        "lead": _("Holidays: nobody is late for an answer then. Opening hours are those of the site."),
        "back_href": reverse("desk:setup_queues"),
        "form": form,
        "days": ClosedDay.objects.filter(day__gte=today).select_related("site"),
    }
    return render(request, "conversations/desk/queue_hours.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page("settings.edit")
def day_open(request: HttpRequest, day_id: int) -> HttpResponse:
    """That day counts after all."""
    setting.open_again(get_object_or_404(ClosedDay, pk=day_id))
    messages.success(request, _("Saved."))
    return redirect("desk:setup_queue_hours")

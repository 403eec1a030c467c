"""How asking for one's data reads on a timeline."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.kernel.templatetags.facts import short_day
from heartline.people.timeline.rules import Wording, wording

_KINDS = {
    "access_request.asked": (gettext_lazy("Asked for all of their data"), "file-question-mark"),
    "access_request.retried": (gettext_lazy("Copy of all data begun again"), "refresh-cw"),
    "access_request.ready": (gettext_lazy("Copy of all data is ready"), "file-check"),
    "access_request.extended": (gettext_lazy("Copy of all data takes longer"), "calendar-clock"),
    "access_request.fetched": (gettext_lazy("Copy of all data fetched"), "download"),
    "access_request.withdrawn": (gettext_lazy("Copy of all data not needed any more"), "file-x"),
    "access_request.expired": (gettext_lazy("Copy of all data thrown away, as its time was over"), "trash-2"),
}


@wording(*_KINDS)
def request(event: Event) -> Wording:
    title, icon = _KINDS[event.kind]
    due = event.data.get("due_on")
    details = [(_("Due"), short_day(date.fromisoformat(due)))] if due else []
    return Wording(title, text=event.data.get("by", ""), icon=icon, details=details)

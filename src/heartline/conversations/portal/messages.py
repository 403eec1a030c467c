"""My messages: every conversation, whatever door it began at, and writing about something new."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heartline.conversations.attachments.actions import clean
from heartline.conversations.portal import promise
from heartline.conversations.portal.forms import BeginForm
from heartline.conversations.portal.reach import Reach, acting_for, reach
from heartline.conversations.threads import actions
from heartline.conversations.threads.models import Conversation
from heartline.conversations.threads.queries import PAGE, of_records
from heartline.conversations.threads.subjects import Subject, find
from heartline.kernel.errors import NotAllowed, Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import patient_page
from heartline.people.confidential.queries import privacy_of, today
from heartline.people.linking.queries import records_of
from heartline.people.models import Patient
from heartline.people.places.queries import organization, zones
from heartline.people.proxies.queries import acting_for as who_act_for


@patient_page
def messages(request: HttpRequest) -> HttpResponse:
    """One's own and those of whom one acts for, newest first. Three queries besides the shell's, four for a proxy."""
    reached = _reach(request)
    before = _moment(request.GET.get("before", ""))
    found = of_records(reached.records, before)
    shown = found[:PAGE]
    older = {"before": shown[-1].last_at.isoformat()} if len(found) > PAGE else None
    names = {one.pk: one.name for one in request.records}
    context = {
        "rows": [(one, "" if reached.is_own(one.patient_id) else names[one.patient_id], _new(one, reached)) for one in shown],
        "several": len(reached.people) > 1,
        "older_href": f"{reverse('portal:messages')}?{urlencode(older)}" if older else "",
        "before": before,
        "zone": zones()[0],
        "organization": organization(),
    }  # fmt: skip
    if not found:
        context["answer_by"] = promise.at_the_latest(get_language() or "en")
    return render(request, "conversations/portal/messages.html", context)


@patient_page
def new(request: HttpRequest) -> HttpResponse:
    """What about, for whom, the text; `?topic=…&about=…` come from the page of what it is about."""
    reached = _reach(request)
    whose = {str(one.pk): one for one in reached.people}
    chosen = str(request.acting_for.pk)
    topic = request.GET.get("topic", "")
    about_id = read_uuid(request.GET.get("about", ""))
    subject = find(topic, records_of(request.acting_for.pk), about_id) if chosen in whose else None
    if subject is not None:
        whose = {chosen: whose[chosen]}  # a visit is one person's
    always, may_wish = _privacy(request, whose, subject)
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        whose=[(key, _said(request, one)) for key, one in whose.items()],
        may_wish=may_wish and not always,
        initial={"key": uuid4().hex, "whose": chosen, "topic": topic if topic in Conversation.Topic.values else ""},
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        patient = whose[form.cleaned_data.get("whose") or next(iter(whose))]
        try:
            begun = _begin(request, form, patient, subject, always=always)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(reverse("portal:message", args=[begun.pk]) + "?sent=1")
    context = {
        "form": form,
        "refusal": refusal,
        "subject": subject,
        "several": len(whose) > 1,
        "always": always,
        "answer_by": promise.at_the_latest(get_language() or "en"),
        "zone": zones()[0],
        "organization": organization(),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "conversations/portal/new.html", context, status=status)


def _begin(
    request: HttpRequest, form: BeginForm, patient: Patient, subject: Subject | None, *, always: bool
) -> Conversation:
    sent = form.cleaned_data
    files = clean(sent["attached"])
    own = patient == request.patient
    with acting_for(request, patient.pk):
        return actions.begin(
            patient,
            request.user,  # type: ignore[arg-type]
            topic=sent["topic"],
            subject=sent["subject"] or str(subject.label if subject else ""),
            text=sent["text"],
            key=sent["key"],
            about_id=subject.id if subject else None,
            proxy=not own,
            confidential=own and (always or sent.get("confidential", False)),
            files=files,
        )


def _privacy(request: HttpRequest, whose: dict[str, Patient], subject: Subject | None) -> tuple[bool, bool]:
    """Whether what they write for themselves stays between them and us in any case, and whether they are asked."""
    own = request.patient
    if own is None or str(own.pk) not in whose:
        return False, False
    how = privacy_of(own, "", today())
    always = how == "always" or bool(subject and subject.confidential)
    return always, how == "on_wish" or bool(who_act_for(own.pk))


def _reach(request: HttpRequest) -> Reach:
    """Raises NotAllowed for somebody who acts for others only in less than everything."""
    reached = reach(request)
    if not reached.people:
        raise NotAllowed(
            _("You may not read or write messages for this person."),
            _("Ask them, or the clinic, to let you do more for them."),
        )
    return reached


def _new(conversation: Conversation, reached: Reach) -> int:
    return conversation.new if reached.is_meant(conversation) else 0  # type: ignore[attr-defined,no-any-return]


def _said(request: HttpRequest, patient: Patient) -> str:
    return _("Me") if patient == request.patient else patient.name or _("No name given")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None

"""Who is here, how much they have, and how the queues stand: for who leads the inbox. And everybody's own word on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.conversations.assigning import sharing
from heartline.conversations.calls.queries import figures_of
from heartline.conversations.desk.forms import to_whom
from heartline.conversations.desk.lists import Asked, name_of
from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.inbox import reading
from heartline.conversations.presence import actions, company, team
from heartline.conversations.presence.models import Presence
from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import StaffMember

DAY = timedelta(days=1)


@require_POST
@staff_page("conversation.answer")
def be(request: HttpRequest) -> HttpResponse:
    """They are here, busy or away."""
    state = request.POST.get("state", "")
    if state in Presence.State.values:
        with transaction.atomic():
            sharing.be(request.staff, state)
    return redirect(Asked.of(request).href())


@require_POST
@staff_page("conversation.answer")
def seen(request: HttpRequest) -> HttpResponse:
    """An open page says that somebody is there. One query."""
    actions.seen(request.staff)
    return HttpResponse(status=204)


@require_POST
@staff_page("conversation.answer")
def looking(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """A page has this conversation open; `writing` while somebody writes there. Who else has. Six queries at most."""
    of = conversation_or_404(conversation_id)
    found = company.look(request.staff, of.pk, writing="writing" in request.POST)
    return render(request, "conversations/desk/company.html", {"company": found})


@staff_page("conversation.supervise")
def team_page(request: HttpRequest) -> HttpResponse:
    """Now, and phone calls of the last day. About ten queries, whatever the size of the team."""
    now, standing, late = clock.now(), team.standing(), team.most_late()
    note_list((row.conversation.patient_id for row in late if row.conversation.patient_id), "inbox")
    rows = [(name_of(each.queue), each) for each in standing]
    context = {
        "people": team.at_work(),
        "standing": rows,
        "late": late,
        "to_whom": to_whom(reading.colleagues(), [(each.queue.slug, name) for name, each in rows]),
        "plot": _plot(rows),
        "calls": figures_of(now - DAY, now),
        "most": actions.MOST,
        "here": request.get_full_path(),
    }
    return render(request, "conversations/desk/team.html", context)


@require_POST
@staff_page("conversation.supervise")
def member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """How much one of them is given at once, and whether they are here: who forgot to say so is sent away by hand."""
    who = get_object_or_404(StaffMember, pk=member_id, active=True)
    try:
        with transaction.atomic():
            if request.POST.get("away"):
                sharing.be(who, Presence.State.AWAY)
            else:
                sent = request.POST.get("capacity", "")
                actions.set_capacity(who, int(sent) if sent.isascii() and sent.isdecimal() else 0)
    except Refused as refused:
        messages.error(request, f"{refused} {refused.next_step}")
    else:
        messages.success(request, _("Saved."))
    return redirect("desk:inbox_team")


def _plot(rows: list[tuple[str, team.Standing]]) -> dict[str, Any]:
    """How much waits in each queue, what is late of it drawn full."""
    return {
        "title": _("What nobody has taken yet, by queue"),
        "bars": [
            {"label": name, "value": each.free, "short": name if len(name) < SHORT else f"{name[: SHORT - 1]}…"}
            for name, each in rows
        ],
    }


SHORT = 12  # letters of a queue's name below its bar


def own_state(request: HttpRequest) -> dict[str, Any]:
    """What the inbox shows of whether they are here. One query."""
    found = team.state_of(request.staff.pk)
    now = found.state if found else Presence.State.AWAY
    return {
        "presence": now,
        "presence_choices": Presence.State.choices,
    }

"""Whose it is and what becomes of it: taken, given back, handed over, laid aside, resolved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from heartline.conversations.desk.doing import do
from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.inbox import reading
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.snoozing import choices
from heartline.conversations.threads import actions
from heartline.kernel import clock
from heartline.kernel.errors import NotAllowed, Refused, Words
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page
from heartline.people.models import Patient, StaffMember
from heartline.people.permissions import may
from heartline.people.places.queries import zones

Act = Callable[[UUID, StaffMember], object]
MOVES: Mapping[str, tuple[Act, Words]] = {
    "take": (actions.take, gettext_lazy("You have it now.")),
    "release": (actions.release, gettext_lazy("It is back in the queue.")),
    "resolve": (actions.resolve, gettext_lazy("Resolved.")),
    "reopen": (actions.reopen, gettext_lazy("Open again, and yours.")),
    "emergency": (
        lambda conversation_id, _member: actions.see_emergency(conversation_id),
        gettext_lazy("Marked as an emergency. They were told what to do now."),
    ),
}


@require_POST
@staff_page("conversation.answer")
def move(request: HttpRequest, conversation_id: UUID, move: str) -> HttpResponse:
    """One of MOVES. After it is resolved, the list comes next."""
    if move not in MOVES:
        raise Http404
    act, done = MOVES[move]
    return do(request, conversation_id, partial(act, conversation_id, request.staff), done, to_list=move == "resolve")


@require_POST
@staff_page("conversation.answer")
def hand_over(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """To a colleague or a queue; what a colleague has, only a supervisor hands on."""
    of = conversation_or_404(conversation_id)
    kind, _colon, whom = request.POST.get("to", "").partition(":")

    def act() -> None:
        if of.person_id not in (None, request.staff.pk) and not may(request.staff.role, "conversation.supervise"):
            raise NotAllowed(_("A colleague has this."), next_step=_("Ask them, or take it over first."))
        colleague = next((each for each in reading.colleagues() if str(each.pk) == whom), None)
        queue = Queue.objects.filter(slug=whom, active=True).select_related("site").first() if kind == "queue" else None
        if (kind == "person" and colleague is None) or (kind != "person" and queue is None):
            raise Refused(_("Nobody was chosen."), next_step=_("Choose a colleague or a queue."), status=422)
        actions.hand_over(of.pk, request.staff, colleague if kind == "person" else None, queue)

    return do(request, of.pk, act, _("Handed over."), to_list=True)


@require_POST
@staff_page("conversation.answer")
def snooze(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Until one of the times that are offered, or one that was typed (`at`, on the clock of the place)."""
    of = conversation_or_404(conversation_id)
    zone = reading.zone_of(of, zones()[0])
    offered = {each.name: each.at for each in choices(clock.now().astimezone(zone))}

    def act() -> None:
        until = offered.get(request.POST.get("until", "")) or _typed(request.POST.get("at", ""), zone)
        if until is None:
            raise Refused(_("No time was chosen."), next_step=_("Choose one."), status=422)
        actions.snooze(of.pk, request.staff, until)

    return do(request, of.pk, act, _("Laid aside. It comes back by itself."), to_list=True)


@require_POST
@staff_page("conversation.answer")
def belongs_to(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Whose conversation it is, or (no patient) that nobody knows."""
    of = conversation_or_404(conversation_id)
    patient = None
    if chosen := request.POST.get("patient", ""):
        patient = get_object_or_404(Patient, pk=read_uuid(chosen))
    done = _("The conversation is theirs now.") if patient else _("The conversation is nobody's now.")
    return do(request, of.pk, lambda: actions.belongs_to(of.pk, patient), done)


def _typed(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)

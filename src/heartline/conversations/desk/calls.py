"""Phone calls at the desk: who is on the line, the next call taken, somebody called back."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from heartline.conversations.calls import callbacks, taking
from heartline.conversations.calls.models import Callback
from heartline.conversations.calls.queries import OnLine, on_line
from heartline.conversations.desk.doing import do
from heartline.conversations.desk.lists import Asked
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list

HOW = {
    "done": (callbacks.done, gettext_lazy("Noted: you have called them back.")),
    "not_reached": (callbacks.not_reached, gettext_lazy("Noted: nobody was reached. It is due again.")),
}


def on_line_noted() -> list[OnLine]:
    """Who is on the line; each patient that is newly seen is noted. One query and the notes."""
    found = on_line()
    patients = [row.call.conversation.patient_id for row in found if row.call.conversation]
    note_list((each for each in patients if each), "inbox")
    return found


@require_POST
@staff_page("conversation.answer")
def take_next(request: HttpRequest) -> HttpResponse:
    """Then their conversation is open, whichever way the call goes."""
    try:
        with transaction.atomic():
            call = taking.take_next(request.staff)
    except Refused as refused:
        said = [str(part) for part in (refused, refused.kept, refused.next_step) if part]
        messages.warning(request, " ".join(said))
        return redirect("desk:inbox")
    if not call.answered_at:
        messages.success(request, _("Your phone rings now. Answer it to talk to them."))
    if call.conversation_id is None:
        return redirect("desk:inbox")
    return redirect(f"{reverse('desk:inbox_thread', args=[call.conversation_id])}?{Asked.of(request).query}")


@require_POST
@staff_page("conversation.answer")
def called_back(request: HttpRequest, conversation_id: UUID, call_id: UUID) -> HttpResponse:
    """Done, or nobody reached."""
    how = request.POST.get("how", "")
    here = Callback.objects.filter(pk=call_id, call__conversation=conversation_id)
    if how not in HOW or not here.exists():
        raise Http404
    act, done = HOW[how]
    return do(request, conversation_id, partial(act, call_id, request.staff), done)

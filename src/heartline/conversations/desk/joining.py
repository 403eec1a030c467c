"""Two conversations of one person become one, and some of what was said in one becomes a conversation of its own."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.conversations.desk.doing import do
from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.threads import joining
from heartline.kernel.errors import Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page


@require_POST
@staff_page("conversation.answer")
def merge(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The chosen one (`other`) goes on here."""
    of = conversation_or_404(conversation_id)

    def act() -> None:
        other = read_uuid(request.POST.get("other", ""))
        if other is None:
            raise Refused(_("No conversation was chosen."), next_step=_("Choose one."), status=422)
        joining.merge(other, of.pk)

    return do(request, of.pk, act, _("It is one conversation now."))


@require_POST
@staff_page("conversation.answer")
def split(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The chosen messages (`message`) go on in a conversation of their own; this one stays open on the screen."""
    of = conversation_or_404(conversation_id)
    chosen = {found for each in request.POST.getlist("message") if (found := read_uuid(each))}

    def act() -> None:
        joining.split(of.pk, chosen, subject=" ".join(request.POST.get("subject", "").split()))

    return do(request, of.pk, act, _("These messages are a conversation of their own now. Merging undoes it."))

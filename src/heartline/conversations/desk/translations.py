"""A message in the reader's language, and an answer in the patient's: by a machine, marked as such, read before it is sent."""

from uuid import UUID

from django.conf import settings as project
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from heartline.conversations.delivering.rules import asks
from heartline.conversations.desk.doing import do
from heartline.conversations.desk.forms import AnswerForm
from heartline.conversations.desk.proposals import offer
from heartline.conversations.desk.thread import conversation_or_404, thread_page
from heartline.conversations.threads.models import Message
from heartline.conversations.threads.writing import MOST
from heartline.conversations.translating import actions
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page


@require_POST
@staff_page("conversation.read")
def read(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """A message, for whoever reads it."""
    of = conversation_or_404(conversation_id)
    message = Message.objects.filter(conversation=of, pk=message_id).exclude(text="").first()
    if message is None:
        raise Http404
    return do(request, of.pk, lambda: actions.read(message, request.staff, _mine()))


@require_POST
@staff_page("conversation.answer")
def propose(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What is being written, in their language: it comes back to be read, and nothing is sent."""
    of = conversation_or_404(conversation_id)
    text = request.POST.get("text", "")[:MOST]
    written = {name: request.POST.get(name, "") for name in ("text", "says", "key")}
    try:
        with transaction.atomic():
            proposal = actions.propose(text, _mine(), of.language or project.LANGUAGE_CODE)
    except Refused as refusal:
        return thread_page(request, of, refusal, AnswerForm(asks=asks(of.door), initial=written))
    offer(request, proposal)
    form = AnswerForm(asks=asks(of.door), initial=written | {"text": proposal.text})
    return thread_page(request, of, answer=form)


def _mine() -> str:
    return get_language() or project.LANGUAGE_CODE

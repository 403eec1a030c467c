"""What the pages that change a conversation share: it happens whole or not at all, and a refusal keeps what was written."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from heartline.conversations.desk.forms import AnswerForm, NoteForm
from heartline.conversations.desk.lists import Asked
from heartline.conversations.desk.thread import conversation_or_404, thread_page
from heartline.conversations.threads.models import Conversation
from heartline.kernel.errors import Refused, Words


def do(
    request: HttpRequest, conversation_id: UUID, act: Callable[[], object], done: Words = "", *, to_list: bool = False,
    answer: AnswerForm | None = None, note: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Do it and go back to the thread, or to the list; where it is refused, show the thread with why."""
    try:
        with transaction.atomic():
            act()
    except Conversation.DoesNotExist as gone:
        raise Http404 from gone
    except Refused as refusal:
        return thread_page(request, conversation_or_404(conversation_id), refusal, answer, note)
    if done:
        messages.success(request, str(done))
    asked = Asked.of(request)
    if to_list:
        return redirect(asked.href())
    return redirect(f"{reverse('desk:inbox_thread', args=[conversation_id])}?{asked.query}")

"""What of H.E.A.R.T. is in the answer under the hand, when whom it is for sounds upset."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.heart.rules import is_upset, reading, steps
from heartline.conversations.heart.words import Step
from heartline.conversations.threads.models import Message
from heartline.conversations.threads.writing import MOST
from heartline.people.access import staff_page

LATEST = 3  # of their messages: who was upset two sentences ago still is
WORDS = {
    Step.HEAR: pgettext_lazy("a step of the answer", "Hear"),
    Step.EMPATHIZE: pgettext_lazy("a step of the answer", "Empathize"),
    Step.APOLOGIZE: pgettext_lazy("a step of the answer", "Apologize"),
    Step.RESPOND: pgettext_lazy("a step of the answer", "Respond"),
    Step.THANK: pgettext_lazy("a step of the answer", "Thank"),
}


@require_POST
@staff_page("conversation.answer")
def heart(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """A hint, which holds nothing back; nothing while nothing is written. Two queries."""
    of, text = conversation_or_404(conversation_id), request.POST.get("text", "")[:MOST].strip()
    found = []
    if text:
        said = Message.objects.filter(conversation=of, direction=Message.Direction.IN).order_by("-at", "-pk")[:LATEST]
        if any(is_upset(each, of.language) for each in said.values_list("text", flat=True)):
            found = [(WORDS[step], there) for step, there in steps(text, of.language)]
    context = {"steps": found, "reading": reading(text, of.language)}
    return render(request, "conversations/desk/heart.html", context)

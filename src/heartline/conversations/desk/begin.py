"""A conversation that the desk begins: for whom, then by which way and what."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heartline.conversations.delivering.foreseeing import Leaves, foresee
from heartline.conversations.desk.forms import BeginForm, ways
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.beginning import begin_by_staff
from heartline.conversations.threads.models import Conversation
from heartline.kernel import audit
from heartline.kernel.errors import Refused, Words
from heartline.people.access import staff_page
from heartline.people.desk.patient import card_or_404
from heartline.people.record.queries import Card
from heartline.people.search.queries import find

FOUND = 20


@staff_page("conversation.answer")
def who(request: HttpRequest) -> HttpResponse:
    """For whom. One query, and a note in the audit log of everybody who is shown."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    hits = find(text, FOUND) if text else []
    for hit in hits:
        audit.read(hit.id, "search")
    return render(request, "conversations/desk/begin_who.html", {"q": text, "hits": hits})


@staff_page("conversation.answer")
def begin(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """By which way, about what, and the first words. About twelve queries, and ten for each way."""
    card = card_or_404(patient_id)
    audit.read(patient_id, "conversation")
    asked: dict[str, Any] = {"data": request.POST} if request.method == "POST" else {"initial": {"key": uuid4().hex}}
    form = BeginForm(ways=_ways(card), **asked)
    refusal = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                begun = begin_by_staff(
                    card.patient,
                    request.staff,
                    door=form.door,
                    address=form.address,
                    text=said["text"],
                    key=said["key"],
                    topic=said["topic"],
                    subject=said["subject"],
                    sensitivity=said["says"],
                    confidential=said.get("confidential", False),
                    keeps=said["keeps"],
                )
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Begun."))
            return redirect("desk:inbox_thread", conversation_id=begun.pk)
    context = {"card": card, "patient": card.patient, "form": form, "refusal": refusal}
    status = 422 if form.errors else refusal.status if refusal else 200
    return render(request, "conversations/desk/begin.html", context, status=status)


def _ways(card: Card) -> list[tuple[str, Words]]:
    """By which ways they can be written to; of one by which nothing may be sent it is said why."""
    found: list[tuple[str, Words]] = []
    for value, words in ways(card.contacts, login=card.account_id is not None):
        door, _colon, address = value.partition(":")
        there = foresee(Conversation(patient=card.patient, door=door, address=address))[Sensitivity.NOTHING]
        barred = there.leaves == Leaves.NOTHING
        found.append((value, f"{words} – {there.words} {there.why}" if barred else words))
    return found

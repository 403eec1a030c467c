"""Consent taken back in words: what somebody wrote or said, put into the ledger in one click."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.conversations.consent import actions
from heartline.conversations.consent.ledger import Entry
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.desk.doing import do
from heartline.conversations.desk.forms import ConsentForm
from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.threads.models import Message
from heartline.kernel import actor, clock
from heartline.people.access import staff_page


@require_POST
@staff_page("consent.record")
def take_back(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """By the words of this message. Of somebody unknown it binds the number or address from which they wrote."""
    of = conversation_or_404(conversation_id)
    said = Message.objects.filter(conversation=of, pk=message_id, direction=Message.Direction.IN).first()
    form = ConsentForm(request.POST)
    if said is None or not form.is_valid() or not (of.patient_id or of.address):
        raise Http404
    topic = Topic(form.cleaned_data["topic"]) if form.cleaned_data["topic"] else None
    channel = Channel(form.cleaned_data["channel"]) if form.cleaned_data["channel"] else None

    def act() -> None:
        if of.patient_id:
            actions.take_back(of.patient_id, words=said.text, topic=topic, channel=channel, door=said.door)
        else:
            who = actor.current().label
            actions.keep(Entry(False, clock.now(), "", topic, channel, of.address, said.text, who, said.door))

    return do(request, of.pk, act, _("Kept. It counts from now on."))

"""Consent taken back in words: what somebody wrote or said, put into the ledger in one click."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.conversations.consent import actions
from heartline.conversations.consent.ledger import Entry
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.consent.telling import is_stopped, say
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.consent.words import Heard, Meaning, Why
from heartline.conversations.delivering.rules import CHANNELS
from heartline.conversations.desk.doing import do
from heartline.conversations.desk.forms import ConsentForm
from heartline.conversations.desk.thread import conversation_or_404
from heartline.conversations.threads.models import Door, Message
from heartline.conversations.threads.turning import locked
from heartline.kernel import actor, clock
from heartline.people.access import staff_page

CONFIRMED = frozenset({Door.SMS, Door.WHATSAPP})  # doors where what is taken back is confirmed


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
    return do(request, of.pk, lambda: _take_back(of.pk, said, topic, channel), _("Kept. It counts from now on."))


def _take_back(conversation_id: UUID, said: Message, topic: Topic | None, channel: Channel | None) -> None:
    """Of somebody known it binds them everywhere; and the number, where texts to it end: that is confirmed there, once."""
    of = locked(conversation_id)
    by = CHANNELS[said.door] if said.door in CONFIRMED else None
    number = said.address or (of.address if of.door == said.door else "")
    ends = by is not None and bool(number) and topic is None and channel in (None, by)
    confirms = ends and by is not None and not is_stopped(number, by)
    if of.patient_id:
        actions.take_back(of.patient_id, words=said.text, topic=topic, channel=channel, door=said.door)
    if ends or not of.patient_id:
        patient, who = str(of.patient_id or ""), actor.current().label
        where = number or of.address
        actions.keep(Entry(False, clock.now(), patient, topic, channel, where, said.text, who, said.door))
    if confirms:
        say(of, Purpose.CONFIRMATION, Heard(Meaning.STOP, Why.SENTENCE), said.door, number)

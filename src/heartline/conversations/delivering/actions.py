"""News of what was sent."""

from django.db.models import Q

from heartline.channels.traffic.delivery import Delivery as News
from heartline.channels.traffic.delivery import State as Told
from heartline.channels.traffic.delivery import Watermark, further
from heartline.conversations.delivering.carrying import go_on, locked, tell
from heartline.conversations.delivering.models import Delivery
from heartline.kernel import clock

State = Delivery.State
MOST = 500  # messages that one watermark tells about
# What our own states are to the provider's: being sent is not news to it.
_KNOWN = {State.QUEUED: Told.QUEUED, State.SENDING: Told.QUEUED, State.REFUSED: Told.FAILED}


def news(told: News) -> bool:
    """Keep what a provider says became of a message of ours; False for one that we do not know. Old, double and unordered
    news change nothing."""
    named = Q(provider=told.provider, provider_id=told.provider_id) if told.provider_id else Q()
    named |= Q(key=told.key, provider=told.provider) if told.key else Q()
    found = Delivery.objects.filter(named).values_list("pk", flat=True).first() if named else None
    if found is None:
        return False
    delivery = locked(found)
    before = _KNOWN.get(State(delivery.state)) or Told(delivery.state)
    after = further(before, told.state)
    if not delivery.provider_id:
        delivery.provider_id = told.provider_id
    at = told.at or clock.now()
    if after != before:
        delivery.state = State(after)
        delivery.sent_at = delivery.sent_at or at
        if after in (Told.DELIVERED, Told.READ):
            delivery.delivered_at = delivery.delivered_at or at
        if after == Told.READ:
            delivery.read_at = at
        if after == Told.FAILED and told.failure:
            delivery.why, delivery.code, delivery.ended_at = told.failure.why, told.failure.code[:60], at
    delivery.save()
    if after != before and after == Told.FAILED:
        go_on(delivery)
    elif after != before:
        tell(delivery)
    return True


def door_of(told: News) -> str:
    """By which door the message went that there is news of. One query."""
    found = Delivery.objects.filter(provider=told.provider, provider_id=told.provider_id)
    return found.values_list("door", flat=True).first() or ""


def watermark(told: Watermark) -> None:
    """Keep what became of everything that we sent one person up to a moment."""
    theirs = Delivery.objects.filter(provider=told.provider, door=told.door, to=told.person, sent_at__lte=told.until)
    under_way = theirs.filter(state__in=[State.SENT, State.DELIVERED]).exclude(state=told.state).exclude(provider_id="")
    for provider_id in list(under_way.order_by("-sent_at").values_list("provider_id", flat=True)[:MOST]):
        news(News(told.provider, provider_id, told.state, at=told.until))

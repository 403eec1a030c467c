"""Who is on the line, how long it may take, and how well calls are answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce

from heartline.conversations.assigning.queries import here
from heartline.conversations.assigning.rules import speaks
from heartline.conversations.calls.models import Callback, CallStep, PhoneCall
from heartline.conversations.calls.rules import Figures, Waited, expected_wait, figures
from heartline.conversations.calls.words import shortly
from heartline.conversations.inbox.models import Queue
from heartline.conversations.receiving.queries import language_of
from heartline.conversations.threads.models import Message
from heartline.kernel import clock
from heartline.people.matching.senders import who_is

MEASURED, RECENT = 50, timedelta(days=30)
ON_LINE = 30
State, Left = PhoneCall.State, PhoneCall.Left


@dataclass(frozen=True, slots=True)
class OnLine:
    """Somebody on the line now. `position`: in the line of their queue, from 1; 0 for who does not wait."""

    call: PhoneCall
    position: int
    about: str

    @property
    def waits(self) -> bool:
        return self.position > 0


def language_known(number: str) -> str:
    """In which language this number called last, else its one patient's; empty where that is not known. Eight queries."""
    if not number:
        return ""
    before = PhoneCall.objects.filter(caller=number).exclude(language="").order_by("-began_at")
    last = before.values_list("language", flat=True).first()
    if last:
        return last
    sender = who_is(phone=number)
    return language_of(sender.patient_id) if sender.patient_id else ""


def position_of(call: PhoneCall) -> int:
    """Where they stand in their queue's line, from 1, of those whom we know to wait. One query."""
    ahead = PhoneCall.objects.filter(queue=call.queue, state=State.WAITING, lined_at__lt=call.lined_at or clock.now())
    return ahead.exclude(pk=call.pk).count() + 1


def wait_at(position: int, queue: Queue | None, language: str) -> timedelta | None:
    """How long it may take from there, from what calls took and who is here for it. None: nobody can tell. Four queries."""
    if queue is None:
        return None
    return expected_wait(position, lasted(queue), _answering(queue, language))


def lasted(queue: Queue) -> list[timedelta]:
    """How long the latest answered calls of this queue took, since when somebody answered. One query."""
    found = PhoneCall.objects.filter(
        queue=queue, answered_at__isnull=False, ended_at__gt=clock.now() - RECENT
    ).order_by("-ended_at")
    rows = found.values_list("answered_at", "ended_at")[:MEASURED]
    return [end - start for start, end in rows if start is not None and end is not None and end >= start]


def _answering(queue: Queue, language: str) -> int:
    """How many are here who serve this queue and speak this language. Two queries."""
    serving = 0
    for each in here().values():
        slugs = {one.slug for one in each.queues.all()}
        serving += (not slugs or queue.slug in slugs) and speaks(each.member.languages, language)
    return serving


def on_line() -> list[OnLine]:
    """Who is on the line, the longest in line first, then who talks. One query."""
    found = PhoneCall.objects.filter(state__in=[State.WAITING, State.TALKING]).select_related(
        "queue", "conversation__patient", "answered_by"
    )
    rows: list[OnLine] = []
    places: dict[object, int] = {}
    for call in found.order_by(F("state").desc(), "lined_at", "pk")[:ON_LINE]:
        waits = call.state == State.WAITING
        if waits:
            places[call.queue_id] = places.get(call.queue_id, 0) + 1
        rows.append(OnLine(call, places[call.queue_id] if waits else 0, shortly(call)))
    return rows


def next_in_line() -> PhoneCall | None:
    """Who waits longest, of all queues; locked. One query."""
    found = PhoneCall.objects.select_for_update(of=("self",), skip_locked=True).select_related("queue", "conversation")
    return found.filter(state=State.WAITING).order_by("lined_at", "pk").first()


def of_messages(messages: Collection[Message]) -> dict[object, PhoneCall]:
    """The calls that are these entries, by the entry's id, with their wish to be called back. One query."""
    found = PhoneCall.objects.filter(message__in=messages).select_related("callback__done_by", "answered_by")
    return {call.message_id: call for call in found}


def figures_of(since: datetime, until: datetime) -> Figures:
    """How calls were answered that came into line in that time, and how soon people were called back. Two queries."""
    left = PhoneCall.objects.filter(lined_at__gte=since, lined_at__lt=until, left_at__isnull=False)
    waited = [
        Waited(left_at - lined_at, answered=how == Left.ANSWERED, gave_up=how in (Left.HUNG_UP, Left.FAILED))
        for lined_at, left_at, how in left.values_list("lined_at", "left_at", "left_how")
        if lined_at is not None and left_at is not None
    ]
    asked = Callback.objects.filter(asked_at__gte=since, asked_at__lt=until)
    first = asked.annotate(first=Coalesce("first_try_at", "done_at")).filter(first__isnull=False)
    return figures(waited, [at - begun for begun, at in first.values_list("asked_at", "first")])


def last_said(call: PhoneCall) -> str:
    """What the caller was told last. One query."""
    return CallStep.objects.filter(call=call).order_by("-at", "-pk").values_list("said", flat=True).first() or ""

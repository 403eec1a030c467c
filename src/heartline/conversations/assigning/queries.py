"""What is known when something is shared out."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from heartline.conversations.assigning.rules import NEVER, Candidate, Waiting
from heartline.conversations.inbox.rules import Assigned
from heartline.conversations.presence.models import Presence
from heartline.conversations.threads.models import Conversation, LetGo, Message
from heartline.conversations.turns.thread import LIVE, Owner
from heartline.kernel import clock
from heartline.people.permissions import ours

AT_ONCE = 50  # in one round


def loads() -> dict[UUID, int]:
    """How many conversations wait for the answer of each member of staff who has any. One query."""
    had = Conversation.objects.filter(owner=Owner.PERSON, status__in=LIVE)
    return dict(had.values_list("person").annotate(n=Count("pk")).order_by())


def here() -> dict[UUID, Presence]:
    """Who can be given something: here, still at work, and allowed to answer. Two queries."""
    roles = ours("conversation.answer")
    found = Presence.objects.filter(state=Presence.State.HERE, member__active=True, member__role__in=roles)
    return {each.pk: each for each in found.select_related("member").prefetch_related("queues").order_by("pk")}


def candidates(present: dict[UUID, Presence]) -> list[Candidate]:
    """They, as the rules see them. One query."""
    load = loads()
    return [
        Candidate(
            id=str(each.pk),
            languages=tuple(each.member.languages),
            queues=tuple(queue.slug for queue in each.queues.all()),
            load=load.get(each.pk, 0),
            capacity=each.capacity,
            given_at=each.given_at or NEVER,
        )
        for each in present.values()
    ]


def waiting_locked() -> list[Conversation]:
    """What waits in queues that are shared out, emergencies first, then the soonest due; locked. What somebody else is
    changing just now is left out, and what is overdue: its alarm comes first. One query."""
    found = Conversation.objects.select_for_update(of=("self",), skip_locked=True).select_related("queue")
    found = found.filter(owner=Owner.NOBODY, status__in=LIVE, due_at__gt=clock.now(), queue__active=True)
    urgent = Case(When(emergency=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(found.exclude(queue__assigned=Assigned.BY_HAND).order_by(urgent, "due_at", "pk")[:AT_ONCE])


def as_waiting(conversations: Iterable[Conversation], present: Collection[UUID]) -> list[Waiting]:
    """They, as the rules see them, with who of those present knows the patient. Two queries."""
    conversations = list(conversations)
    let_go: dict[UUID, set[str]] = defaultdict(set)
    since = Q(conversation__waiting_since=None) | Q(at__gte=F("conversation__waiting_since"))
    for conversation_id, member_id in LetGo.objects.filter(since, conversation__in=conversations).values_list(
        "conversation", "staff_member"
    ):
        let_go[conversation_id].add(str(member_id))
    last = last_answered({each.patient_id for each in conversations if each.patient_id}, present)
    return [
        Waiting(
            id=str(each.pk),
            queue=each.queue.slug,
            how=each.queue.assigned,
            language=each.language,
            knows=tuple(
                str(who) for who in (each.keeper_id, last.get(each.patient_id) if each.patient_id else None) if who
            ),
            let_go=frozenset(let_go[each.pk]),
        )
        for each in conversations
    ]


def last_answered(patients: Collection[UUID], present: Collection[UUID]) -> dict[UUID, UUID]:
    """Who of those present answered each of these patients last. One query."""
    said = Message.objects.filter(patient__in=patients, staff_member__in=present, author=Message.Author.PERSON)
    found = said.order_by("patient", "-at", "pk").distinct("patient").values_list("patient", "staff_member")
    return {patient: member for patient, member in found if patient and member}

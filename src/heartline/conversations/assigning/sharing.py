"""What waits is given to who is here. One round at a time, on whichever machine: two could give the same person too much."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from heartline.conversations.assigning import queries, rules
from heartline.conversations.presence import actions as presence
from heartline.conversations.presence.models import Presence
from heartline.conversations.threads import actions
from heartline.conversations.threads.models import Conversation
from heartline.conversations.turns.thread import LIVE, Owner
from heartline.kernel import clock, live
from heartline.kernel.db.confine import as_staff
from heartline.people.models import StaffMember


def share() -> int:
    """One round. Returns how much was given. Eight queries where there is nothing to give to anybody."""
    with as_staff():
        _alone()
        present = queries.here()
        waits = {str(each.pk): each for each in queries.waiting_locked()} if present else {}
        if not waits:
            return 0
        now = clock.now()
        asked = queries.as_waiting(waits.values(), present.keys())
        gifts = rules.share(asked, queries.candidates(present), now)
        for gift in gifts:
            to = UUID(gift.to)
            actions.assign(waits[gift.conversation].pk, present[to].member)
            Presence.objects.filter(pk=to).update(given_at=now)
    return len(gifts)


def look_round() -> None:
    """Who is gone without a word is away now; what waits with somebody who is away falls back; then one round.

    (A patient who writes to somebody who is away is heard of at the latest a minute later.)
    """
    for member in presence.silent():
        with as_staff():
            be(member, Presence.State.AWAY)
    away = Presence.objects.filter(state=Presence.State.AWAY).values("pk")
    for person in StaffMember.objects.filter(pk__in=_left_with().filter(person__in=away).values("person")):
        with as_staff():
            give_back(person)
    share()


def be(member: StaffMember, state: str) -> None:
    """They are here, busy or away from now on. With whoever goes, what waits for their answer goes back to the queue."""
    presence.be(member, state)
    if state == Presence.State.AWAY:
        give_back(member)


def give_back(member: StaffMember) -> int:
    """What waits for their answer goes back, each with one visible sentence. Returns how many."""
    left = list(_left_with().filter(person=member).order_by("pk").values_list("pk", flat=True))
    for pk in left:
        actions.fall(pk, member)
    if left:
        live.notify(f"member:{member.pk}")
    return len(left)


def _left_with() -> "QuerySet[Conversation]":
    return Conversation.objects.filter(owner=Owner.PERSON, status__in=LIVE, waiting=True)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('conversations.share', 0))")

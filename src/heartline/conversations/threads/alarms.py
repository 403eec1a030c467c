"""Deadlines that have come."""

from heartline.conversations.threads.models import Conversation
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.turns.events import DeadlinePassed
from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff

MOST = 500  # in one round; the next one comes in a minute


def ring() -> int:
    """Let each deadline that has passed be known, the oldest first, each in a transaction of its own. Returns how many."""
    passed = Conversation.objects.filter(due_at__lte=clock.now()).order_by("due_at").values_list("pk", "due_number")
    rung = 0
    for pk, number in list(passed[:MOST]):
        with as_staff():
            conversation = locked(pk)
            if conversation.due_number == number and number is not None:
                happen(conversation, DeadlinePassed(number))
                rung += 1
    return rung

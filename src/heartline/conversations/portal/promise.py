"""Until when somebody who writes now hears from us."""

from datetime import datetime

from heartline.conversations.inbox.hours import open_periods
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import GENERAL, fitting
from heartline.conversations.inbox.rules import due_at
from heartline.conversations.threads.models import Conversation
from heartline.conversations.turns.thread import Due
from heartline.kernel import clock


def by(queue: Queue) -> datetime:
    """Of what comes into this queue now. Two queries at most."""
    now = clock.now()
    return due_at(Due.TAKE, now, queue.first_answer, open_periods(queue, now), urgent=False, step=0)


def at_the_latest(language: str) -> datetime:
    """Whatever it is about. A query, and two for each queue that something may come into."""
    queues = list(Queue.objects.select_related("site"))
    active = [queue for queue in queues if queue.active]
    general = next(queue for queue in queues if queue.slug == GENERAL)
    found = {fitting(active, topic, language) or general for topic in Conversation.Topic.values}
    return max(by(queue) for queue in found)


def promised(conversation: Conversation) -> datetime:
    """In this conversation: what was promised already, if an answer is owed."""
    if conversation.waiting and conversation.due_at and conversation.due_at > clock.now():
        return conversation.due_at
    return by(conversation.queue)

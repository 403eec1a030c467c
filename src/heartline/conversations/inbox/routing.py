"""Into which queue a conversation comes."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from heartline.conversations.inbox.models import Queue

GENERAL = "general"  # takes what no other queue takes; comes with the tables
INTERPRETERS = "interpreters"  # takes tasks, no conversations, but those that are handed to it; comes with the tables
APART = (GENERAL, INTERPRETERS)


def queue_for(topic: str, language: str, sites: Sequence[UUID] = ()) -> Queue:
    """The first queue, in their order, that takes this topic, this language and one of these sites. Two queries at most."""
    found = fitting(Queue.objects.filter(active=True).select_related("site"), topic, language, sites)
    return found or Queue.objects.select_related("site").get(slug=GENERAL)


def fitting(queues: Iterable[Queue], topic: str, language: str, sites: Sequence[UUID] = ()) -> Queue | None:
    """The first of these that takes it; None if only the general one does."""
    spoken = language.split("-")[0]
    for queue in queues:
        fits = queue.slug not in APART and (not queue.topics or topic in queue.topics)
        speaks = not queue.languages or spoken in queue.languages
        near = queue.site_id is None or queue.site_id in sites
        if fits and speaks and near:
            return queue
    return None

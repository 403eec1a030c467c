"""The worker's tasks (procrastinate finds this module by its name)."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heartline.kernel import actor, reactions
from heartline.kernel.db.confine import as_staff
from heartline.kernel.models import Event


@app.task(name="heartline.react", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def react(name: str, event_id: int) -> None:
    """Run one reaction to one event, in one transaction."""
    with actor.acting(actor.SYSTEM), as_staff():
        reactions.run(name, Event.objects.get(pk=event_id))

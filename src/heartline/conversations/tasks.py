"""The worker's tasks of conversations (procrastinate finds this module by its name)."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heartline.conversations.assigning import sharing
from heartline.conversations.delivering import carrying
from heartline.conversations.delivering.sending import TASK
from heartline.conversations.threads import alarms
from heartline.conversations.threads.sharing import SHARE
from heartline.kernel import actor


@app.task(name=TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def carry(delivery_id: str) -> None:
    """One delivery, one step on."""
    with actor.acting(actor.SYSTEM):
        carrying.carry(UUID(delivery_id))


@app.periodic(cron="* * * * *")
@app.task(name="conversations.ring", queueing_lock="conversations.ring", pass_context=False)
def ring(timestamp: int) -> None:
    """Deadlines that have come."""
    with actor.acting(actor.SYSTEM):
        alarms.ring()


@app.task(name=SHARE)
def share() -> None:
    """What waits, to who is here."""
    with actor.acting(actor.SYSTEM):
        sharing.share()


@app.periodic(cron="* * * * *")
@app.task(name="conversations.look_round", queueing_lock="conversations.look_round", pass_context=False)
def look_round(timestamp: int) -> None:
    """Who is gone without a word, and what waits all the same."""
    with actor.acting(actor.SYSTEM):
        sharing.look_round()


@app.periodic(cron="*/10 * * * *")
@app.task(name="conversations.sweep", queueing_lock="conversations.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Deliveries that no job carries any more."""
    with actor.acting(actor.SYSTEM):
        carrying.sweep()

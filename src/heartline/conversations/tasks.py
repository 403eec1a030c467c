"""The worker's tasks of conversations (procrastinate finds this module by its name)."""

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from heartline.conversations.assigning import sharing
from heartline.conversations.attachments import actions as attachments
from heartline.conversations.calls import taking as calls
from heartline.conversations.delivering import carrying
from heartline.conversations.delivering.sending import TASK
from heartline.conversations.threads import alarms
from heartline.conversations.threads.sharing import SHARE
from heartline.conversations.todos import actions as todos
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff

TRIES = 6  # to fetch a file, over about an hour and a half


@app.task(name=TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def carry(delivery_id: str) -> None:
    """One delivery, one step on."""
    with actor.acting(actor.SYSTEM):
        carrying.carry(UUID(delivery_id))


@app.task(name=attachments.TASK, retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4), pass_context=True)
def fetch(context: JobContext, attachment_id: str) -> None:
    """A file that lies at a provider."""
    with actor.acting(actor.SYSTEM):
        attachments.fetch(UUID(attachment_id), last=context.job is None or context.job.attempts >= TRIES)


@app.task(name=calls.TASK)
def ring_phone(member_id: str, line: str) -> None:
    """The phone of somebody who takes the next call."""
    with actor.acting(actor.SYSTEM):
        calls.ring(UUID(member_id), line)


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


@app.periodic(cron="* * * * *")
@app.task(name="conversations.remind", queueing_lock="conversations.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Tasks that are due."""
    with actor.acting(actor.SYSTEM), as_staff():
        todos.remind()


@app.periodic(cron="*/10 * * * *")
@app.task(name="conversations.sweep", queueing_lock="conversations.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Deliveries that no job carries any more."""
    with actor.acting(actor.SYSTEM):
        carrying.sweep()

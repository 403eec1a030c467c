"""The waitlist's jobs. Each may run twice, late or never: the sweep does what was missed."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.scheduling.waitlist import answering, freeing, sweeping
from heartline.scheduling.waitlist.models import FreedTime
from heartline.scheduling.waitlist.offering import EXPIRE, offer_next

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.task(name=freeing.OFFER, retry=AGAIN)
def offer(freed_id: str) -> None:
    """Offer a freed stretch, visit by visit, until nobody more is to be asked. A transaction an offer."""
    with actor.acting(actor.SYSTEM):
        with as_staff():
            freed = _unsettled(freed_id)
        if freed is not None:
            sweeping.expire_overdue(freed.clinician_id)
        while freed is not None:
            with as_staff():
                freed = _unsettled(freed_id)
                if freed is not None and offer_next(freed) is None:
                    freed = None


def _unsettled(freed_id: str) -> FreedTime | None:
    return FreedTime.objects.filter(pk=UUID(freed_id), settled_at=None).first()


@app.task(name=EXPIRE, retry=AGAIN)
def expire(offer_id: str) -> None:
    """A deadline has come."""
    with actor.acting(actor.SYSTEM), as_staff():
        answering.expire(UUID(offer_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="heartline.waitlist.sweep", queueing_lock="heartline.waitlist.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Whatever no job did: overdue offers, entries whose time is over, freed time that is free still."""
    with actor.acting(actor.SYSTEM):
        sweeping.sweep()

"""The worker's tasks (procrastinate finds this module by its name)."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from heartline.kernel import actor, reactions
from heartline.kernel.db.confine import as_staff
from heartline.kernel.models import Event


@app.task(name="heartline.react", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def react(name: str, event_id: int) -> None:
    """Run one reaction to one event, in one transaction."""
    with actor.acting(actor.SYSTEM), as_staff():
        reactions.run(name, Event.objects.get(pk=event_id))


@app.periodic(cron="* * * * *")
@app.task(name="heartline.retry_stalled", queueing_lock="heartline.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give back what a killed worker had begun: its heartbeat has stopped, its jobs are not done."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(job)

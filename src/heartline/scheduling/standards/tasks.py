"""Access is measured at the same time each day, as IHI asks."""

from procrastinate.contrib.django import app

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.scheduling.standards import actions


@app.periodic(cron="10 5 * * *")
@app.task(name="heartline.standards.measure", queueing_lock="heartline.standards.measure", pass_context=False)
def measure(timestamp: int) -> None:
    with actor.acting(actor.SYSTEM), as_staff():
        actions.keep_measurements()

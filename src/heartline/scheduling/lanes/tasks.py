"""Lanes close by themselves when their time is over."""

from procrastinate.contrib.django import app

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.scheduling.lanes import actions


@app.periodic(cron="*/15 * * * *")
@app.task(name="heartline.lanes.close_past", queueing_lock="heartline.lanes.close_past", pass_context=False)
def close_past(timestamp: int) -> None:
    with actor.acting(actor.SYSTEM), as_staff():
        actions.close_past()

"""What the worker does about attendance: learn at night, foretell what was booked since every half hour."""

from procrastinate.contrib.django import app

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.scheduling.attendance import actions


@app.periodic(cron="40 2 * * *")
@app.task(name="heartline.attendance.learn", queueing_lock="heartline.attendance.learn", pass_context=False)
def learn(timestamp: int = 0) -> None:
    """Learn anew from the whole history, then foretell."""
    with actor.acting(actor.SYSTEM), as_staff():
        actions.refit()
        actions.foretell()


@app.periodic(cron="7,37 * * * *")
@app.task(name="heartline.attendance.foretell", queueing_lock="heartline.attendance.foretell", pass_context=False)
def foretell(timestamp: int) -> None:
    """Visits booked or moved since; those no longer booked are left as they were foretold."""
    with actor.acting(actor.SYSTEM), as_staff():
        actions.foretell()

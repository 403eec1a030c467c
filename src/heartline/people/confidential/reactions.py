"""Each morning: who is to be told of a birthday that changes what a proxy may do."""

from procrastinate.contrib.django import app

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.confidential.telling import tell_of_changes


@app.periodic(cron="10 14 * * *")
@app.task(name="heartline.people.growing_up", queueing_lock="heartline.people.growing_up", pass_context=False)
def growing_up(timestamp: int) -> None:
    """A day on which this did not run is made up for by the next: a notice stays due until the change."""
    with actor.acting(actor.SYSTEM), as_staff():
        tell_of_changes()

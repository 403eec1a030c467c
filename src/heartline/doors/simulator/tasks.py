"""The worker's task of the simulator (procrastinate finds this module by its name)."""

from uuid import UUID

from procrastinate.contrib.django import app

from heartline.channels.simulator.provider import ARRIVE
from heartline.doors.simulator import actions
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff


@app.task(name=ARRIVE)
def bring(message_id: str) -> None:
    """A message reaches its phone, or does not."""
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.bring(UUID(message_id))

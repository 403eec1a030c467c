"""What the worker does in the demo."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.channels.simulator.provider import ARRIVE
from heartline.doors.simulator import tasks
from tests.conversations.scene import work

EMAIL = "ana@example.org"


def all_done() -> None:
    """What the worker does, until nothing is left: what is sent reaches its phone."""
    while True:
        work()
        jobs = ProcrastinateJob.objects.filter(task_name=ARRIVE, status="todo").order_by("id")
        todo = [(job.pk, job.args) for job in jobs]
        if not todo:
            return
        for pk, args in todo:
            _done(pk)
            tasks.bring(**args)


def _done(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [pk])

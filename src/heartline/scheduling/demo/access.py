"""Access as it was measured on the working days of the last weeks, and the job that learns from the year of visits."""

from datetime import datetime, timedelta
from random import Random

from heartline.kernel.db.bulk import copy
from heartline.scheduling.attendance import tasks as attendance
from heartline.scheduling.standards.models import AccessMeasurement
from heartline.scheduling.standards.queries import measure
from heartline.scheduling.standards.rules import SHARE

WEEKS = 8
COLUMNS = ["service", "site", "date", "days", "days_with_anybody", "clinicians", "within_target", "target"]


def load(rng: Random, now: datetime) -> int:
    """Walk back from what is so now, a little more or less each day. The chances of missing are learned by the worker."""
    rows = []
    for line in measure():
        figure = line.figure
        days = figure.days if figure.days is not None else 40.0
        today = now.astimezone(line.site.zone).date()
        for back in range(1, WEEKS * 7):
            days = max(0.0, days + rng.gauss(0, 0.35))
            on = today - timedelta(days=back)
            if on.weekday() < 5:
                within = (
                    figure.clinicians
                    if figure.target is None or days <= figure.target
                    else int(SHARE * figure.clinicians / 2)
                )
                rows.append(
                    (
                        line.service.pk,
                        line.site.pk,
                        on,
                        round(days, 1),
                        int(days * 0.7),
                        figure.clinicians,
                        within,
                        figure.target,
                    )
                )
    attendance.learn.configure(priority=-10).defer(timestamp=0)
    return copy(AccessMeasurement, COLUMNS, rows)

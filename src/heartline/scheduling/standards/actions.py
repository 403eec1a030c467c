"""Keeping what was measured, once a day."""

from django.db import transaction

from heartline.kernel import clock
from heartline.scheduling.standards.models import AccessMeasurement
from heartline.scheduling.standards.queries import measure


def keep_measurements() -> int:
    """Measure and keep today's figures; measured again on the same day, they are written anew. How many."""
    now = clock.now()
    rows = [
        AccessMeasurement(
            service=line.service,
            site=line.site,
            date=now.astimezone(line.site.zone).date(),
            days=line.figure.days,
            days_with_anybody=line.figure.days_with_anybody,
            clinicians=line.figure.clinicians,
            within_target=line.figure.within,
            target=line.figure.target,
        )
        for line in measure()
    ]
    with transaction.atomic():
        AccessMeasurement.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["service", "site", "date"],
            update_fields=["days", "days_with_anybody", "clinicians", "within_target", "target"],
        )
    return len(rows)

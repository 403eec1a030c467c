"""A series: the rhythm that several visits were booked in. Its visits are ordinary appointments."""

import uuid

from django.db import models


class Series(models.Model):
    """Every `every_weeks` weeks, `asked` times. Visits that were moved alone stay in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="series")
    service = models.ForeignKey("scheduling.Service", models.PROTECT, related_name="+")
    every_weeks = models.PositiveSmallIntegerField(default=1)
    asked = models.PositiveSmallIntegerField()  # how many visits were wanted
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=200, blank=True)
    booked_door = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(every_weeks__gte=1), name="series_comes_again"),
            models.CheckConstraint(condition=models.Q(asked__gte=2), name="series_of_several"),
        ]

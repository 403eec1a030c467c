"""A session that several patients share, and who waits for a place in it."""

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class GroupSession(models.Model):
    """One clinician, one room, `capacity` places. Nothing here says who comes: each has an appointment of their own.

    `taken` is kept by a trigger on appointments (migrations), and the constraint refuses one too many, whoever asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("scheduling.Service", models.PROTECT, related_name="sessions")
    site = models.ForeignKey("people.Site", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("scheduling.Resource", models.PROTECT, related_name="sessions")
    room = models.ForeignKey("scheduling.Resource", models.PROTECT, null=True, blank=True, related_name="+")
    period = DateTimeRangeField()
    mode = models.CharField(max_length=10)
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0, db_default=0)
    called_off_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("capacity")), name="group_has_places"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="group_takes_somebody"),
        ]
        indexes = [models.Index(fields=["service", "site"], name="group_service_site")]

    @property
    def starts_at(self):  # type: ignore[no-untyped-def]
        return self.period.lower

    @property
    def ends_at(self):  # type: ignore[no-untyped-def]
        return self.period.upper

    @property
    def places_left(self) -> int:
        return max(self.capacity - self.taken, 0)


class GroupWaiting(models.Model):
    """Somebody who would like a place in a full session. Told when one comes free, the longest waiting first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(GroupSession, models.CASCADE, related_name="waiting")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "patient"], name="group_waiting_once")]

"""A lane: who, where, when, for which service, how many places, and the reckoning that it was opened with."""

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class Lane(models.Model):
    """Its places are hours of a resource of its own (`Resource.lane_of`), so that the exclusion constraint rules them, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.OneToOneField("scheduling.Resource", models.PROTECT, related_name="lane")
    clinician = models.ForeignKey("scheduling.Resource", models.PROTECT, related_name="lanes")
    service = models.ForeignKey("scheduling.Service", models.PROTECT, related_name="+")
    site = models.ForeignKey("people.Site", models.PROTECT, related_name="+")
    period = DateTimeRangeField()
    places = models.PositiveSmallIntegerField()
    reckoning = models.JSONField(default=dict)  # lanes.rules.Reckoning: visits, expected misses, risk of overflow …
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(places__gt=0), name="lane_has_places")]
        indexes = [models.Index(fields=["closed_at", "period"], name="lane_open")]

"""Working patterns (weekly rules in the site's own time), exceptions for single days, closures."""

import uuid

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models


class WorkingPattern(models.Model):
    """Every week on `weekday` (1 = Monday, ISO 8601), between two wall-clock times in the site's zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey("scheduling.Resource", models.CASCADE, related_name="patterns")
    site = models.ForeignKey("people.Site", models.CASCADE, related_name="patterns")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # last day, inclusive
    modes = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # empty: whatever the service has

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="pattern_weekday"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="pattern_order"),
        ]
        indexes = [models.Index(fields=["resource", "weekday"], name="pattern_resource_day")]


class PatternException(models.Model):
    """One day that differs: off (no times) or extra hours, which add to the pattern."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey("scheduling.Resource", models.CASCADE, related_name="exceptions")
    site = models.ForeignKey("people.Site", models.CASCADE, null=True, blank=True, related_name="+")
    date = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    works = models.BooleanField(default=False)  # False: away (whole day, or between the times); True: extra hours
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True, works=False)
                | models.Q(ends__gt=models.F("starts")),
                name="exception_order",
            ),
            models.CheckConstraint(
                condition=models.Q(works=False) | models.Q(site__isnull=False), name="extra_hours_have_a_site"
            ),
        ]
        indexes = [models.Index(fields=["resource", "date"], name="exception_resource_date")]


class Closure(models.Model):
    """Nobody is seen: at one site, or everywhere when `site` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey("people.Site", models.CASCADE, null=True, blank=True, related_name="closures")
    period = DateTimeRangeField()
    reason = models.JSONField(default=dict)  # language → text

"""What was measured, one row a service, site and day. No patient data."""

from django.db import models


class AccessMeasurement(models.Model):
    """Days to third-next-available on one date (of the site). `days` is None where not every clinician has three left."""

    service = models.ForeignKey("scheduling.Service", models.CASCADE, related_name="+")
    site = models.ForeignKey("people.Site", models.CASCADE, related_name="+")
    date = models.DateField()
    days = models.FloatField(null=True)  # business days, mean over clinicians
    days_with_anybody = models.PositiveSmallIntegerField(null=True)  # business days, whoever has time first
    clinicians = models.PositiveSmallIntegerField()
    within_target = models.PositiveSmallIntegerField()  # of the clinicians
    target = models.PositiveSmallIntegerField(null=True)  # business days; None: the category has no target

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "site", "date"], name="measured_once_a_day"),
        ]
        indexes = [models.Index(fields=["date"], name="measured_on")]

"""Requests for all of one's data: the clock of each, and where its archive lies."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessRequest(models.Model):
    """`confidential` when the patient asked themselves: then the archive holds what no proxy may see."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Being prepared")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        EXPIRED = "expired", _("No longer kept")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="access_requests")
    asked_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    confidential = models.BooleanField(default=False, db_default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    due_on = models.DateField()  # the last day, in the organization's zone
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.CharField(max_length=200, blank=True)
    extension_reason = models.CharField(max_length=500, blank=True)  # the patient is told it
    ready_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # withdrawn, or the archive thrown away
    key = models.CharField(max_length=120, blank=True)  # opens the archive; without it the file is noise
    size = models.PositiveBigIntegerField(default=0)  # bytes of the archive

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "asked_by"], condition=models.Q(status="asked"), name="access_request_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_at__isnull=True) | ~models.Q(extension_reason=""),
                name="access_request_extended_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(status="asked"), name="access_request_clock")]

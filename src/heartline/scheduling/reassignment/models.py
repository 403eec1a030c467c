"""A clinician's absence as a plan, and one line in it for each visit that it touches."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reassignment(models.Model):
    """One absence. Its days are blocked by exceptions of availability; `first` to `last` are dates, both inclusive."""

    class Reason(models.TextChoices):  # what patients are told: the clinic's reason, nothing about anybody's health
        AWAY = "away", _("Cannot be here")
        TRAINING = "training", _("Has been called to other work")
        ROOM = "room", _("A problem in the building")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinician = models.ForeignKey("scheduling.Resource", models.PROTECT, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.AWAY)
    exceptions = ArrayField(models.UUIDField(), default=list)  # of availability, a day each
    solved_ms = models.PositiveIntegerField(default=0)  # how long the last proposal took, found and solved
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)  # the last time that visits were moved
    back_on = models.DateField(null=True, blank=True)  # ended early: works again from this date

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_order")]


class ReassignedVisit(models.Model):
    """A visit that the absence touches: where it was, what is proposed, and what the patient says to it.

    `clinician` and `starts_at` are the proposal; both empty: nothing fits, somebody has to call (`why_call` says why).
    `options` are the ranked alternatives as they were found, each {clinician, site, starts_at, cost, why}; `why` are
    codes that reassignment.wording puts into the reader's language.
    """

    class Answer(models.TextChoices):
        KEEPS = "keeps", _("Keeps the new time")
        CALL = "call", _("Wants a call")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reassignment = models.ForeignKey(Reassignment, models.CASCADE, related_name="visits")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="+")
    appointment = models.ForeignKey("scheduling.Appointment", models.CASCADE, related_name="reassigned")
    confidential = models.BooleanField(default=False)  # as the visit is
    from_clinician = models.ForeignKey("scheduling.Resource", models.PROTECT, related_name="+")
    from_start = models.DateTimeField()
    urgency = models.CharField(max_length=10)  # reassignment.rules.Urgency
    told_reason = models.CharField(max_length=20, choices=Reassignment.Reason)  # kept here, where the patient may read
    clinician = models.ForeignKey("scheduling.Resource", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("people.Site", models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    why = models.JSONField(default=list)  # reasons of the proposal, as codes
    why_call = models.CharField(max_length=20, blank=True)
    options = models.JSONField(default=list)
    by_hand = models.BooleanField(default=False)
    taken = models.BooleanField(default=False)  # the time proposed before was taken meanwhile; this is a new one
    moved_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=8, blank=True)  # email, sms; empty: no way to write
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.CharField(max_length=200, blank=True)
    stays_at = models.DateTimeField(null=True, blank=True)  # the clinician came back before it was moved
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reassignment", "appointment"], name="reassigned_once"),
            models.CheckConstraint(
                condition=models.Q(clinician__isnull=True, starts_at__isnull=True)
                | models.Q(clinician__isnull=False, starts_at__isnull=False),
                name="reassigned_whole",
            ),
        ]
        indexes = [models.Index(fields=["appointment"], name="reassigned_appointment")]

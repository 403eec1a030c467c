"""Reservations (time, no patient data) and appointments (FHIR Appointment)."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Reservation(models.Model):
    """A piece of a resource's time that is taken, buffers included.

    Carries no patient data, so that free time can be computed without seeing anybody's appointment. A hold is a
    reservation with `held_until`; once that has passed it is dead and whoever wants the time deletes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey("scheduling.Resource", models.CASCADE, related_name="reservations")
    period = DateTimeRangeField()
    service = models.ForeignKey("scheduling.Service", models.CASCADE, null=True, blank=True, related_name="+")
    appointment_id = models.UUIDField(null=True, blank=True)
    group_session = models.ForeignKey(
        "scheduling.GroupSession", models.CASCADE, null=True, blank=True, related_name="reservations"
    )
    held_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=64, blank=True)  # an opaque token of whoever looks at it
    note = models.CharField(max_length=200, blank=True)  # for time blocked by staff: "team meeting"
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="reservation_once",
                expressions=[("resource", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(period__isempty=False), name="reservation_takes_time"),
        ]
        indexes = [models.Index(fields=["appointment_id"], name="reservation_appointment")]


class Appointment(models.Model):
    class Status(models.TextChoices):  # FHIR appointmentstatus
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        FULFILLED = "fulfilled", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        NOSHOW = "noshow", _("Missed")

    class CancelReason(models.TextChoices):
        FEELING_BETTER = "feeling_better", _("I feel better")
        CANNOT_COME = "cannot_come", _("I cannot come at this time")
        TRANSPORT = "transport", _("I have no way to get there")
        COST = "cost", _("The cost")
        ELSEWHERE = "elsewhere", _("I am being seen somewhere else")
        BY_CLINIC = "by_clinic", _("The clinic had to cancel")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="appointments")
    service = models.ForeignKey("scheduling.Service", models.PROTECT, related_name="appointments")
    clinician = models.ForeignKey(
        "scheduling.Resource", models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    room = models.ForeignKey("scheduling.Resource", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("people.Site", models.PROTECT, related_name="appointments")
    period = DateTimeRangeField()  # the visit itself, without buffers
    mode = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    reason = models.CharField(max_length=500, blank=True)  # in the patient's own words
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True)
    cancel_note = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: grows with every change
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy
    series = models.ForeignKey("scheduling.Series", models.SET_NULL, null=True, blank=True, related_name="visits")
    plan_booking = models.ForeignKey(
        "scheduling.PlanBooking", models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    plan_place = models.PositiveSmallIntegerField(null=True, blank=True)  # its step's
    group_session = models.ForeignKey(
        "scheduling.GroupSession", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    booked_door = models.CharField(max_length=20, blank=True)
    booked_by = models.CharField(max_length=200, blank=True)
    booked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="patient_in_one_place",
                expressions=[("patient", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(status__in=["booked", "arrived"]),
                deferrable=models.Deferrable.IMMEDIATE,  # asked at a statement's end: several may move past each other
            )
        ]
        indexes = [
            GistIndex(fields=["period"], name="appointment_period"),
            models.Index(fields=["patient", "status"], name="appointment_patient"),
            models.Index(fields=["patient"], condition=models.Q(confidential=True), name="appointment_confidential"),
        ]

    @property
    def starts_at(self):  # type: ignore[no-untyped-def]
        return self.period.lower

    @property
    def ends_at(self):  # type: ignore[no-untyped-def]
        return self.period.upper

    @property
    def lasting(self):  # type: ignore[no-untyped-def]
        """How long this one takes, which staff may have made other than the service's length."""
        return self.period.upper - self.period.lower

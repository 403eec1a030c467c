"""Fitted models, one row a night, and the chance of each coming visit. Neither is open to patients (kernel/db/security)."""

import uuid

from django.db import models
from django.db.models.functions import Now


class AttendanceModel(models.Model):
    """What was learned one night: arrays (learning.model), their SHA-256, and how good it was on later visits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fitted_at = models.DateTimeField()
    trained_from = models.DateTimeField()  # start of the first visit it learned from
    trained_until = models.DateTimeField()  # start of the last
    visits = models.PositiveIntegerField()
    parameters = models.BinaryField()
    digest = models.CharField(max_length=64)
    card = models.JSONField()  # figures, as learning.judging tells them

    class Meta:
        ordering = ["-fitted_at"]


class AttendanceRisk(models.Model):
    """The chance that a coming visit is missed, and what raises it. Without a patient: who reads it comes from the visit."""

    appointment = models.OneToOneField(
        "scheduling.Appointment", models.CASCADE, primary_key=True, related_name="attendance_risk"
    )
    probability = models.FloatField()
    evidence = models.JSONField(default=list)  # [[what, number], …], the strongest first (attendance.evidence)
    model = models.ForeignKey(AttendanceModel, models.CASCADE, related_name="risks")
    as_of = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "attendance_risk"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1), name="risk_is_a_probability"
            )
        ]
        indexes = [models.Index(fields=["-probability"], name="risk_highest")]

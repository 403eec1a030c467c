"""Plans: what has to follow what, and when. As data, so that a clinic writes its own."""

import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from heartline.scheduling.catalogue.models import Service


class Plan(models.Model):
    """Several visits that belong together, in order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.JSONField()  # language → text
    summary = models.JSONField(default=dict, blank=True)  # language → one sentence
    online = models.CharField(max_length=10, choices=Service.Online, default=Service.Online.ANYONE)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name.get("en", self.slug))


class PlanStep(models.Model):
    """One visit of a plan. The gap is between the step before it and this one.

    In days it is counted on the calendar of the site ("two days before" is Monday for Wednesday, at whatever hour); in
    hours from the end of one visit to the start of the next.
    """

    class Unit(models.TextChoices):
        DAYS = "days", pgettext_lazy("unit", "Days")
        HOURS = "hours", pgettext_lazy("unit", "Hours")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()  # 1, 2, 3 …
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.DAYS)
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    same_site = models.BooleanField(default=True)
    same_clinician = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_step_once"),
            models.CheckConstraint(
                condition=models.Q(most__isnull=True) | models.Q(most__gte=models.F("least")), name="plan_gap_order"
            ),
        ]


class PlanBooking(models.Model):
    """A plan as booked for one patient. Its visits are ordinary appointments that know their step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="bookings")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="plan_bookings")
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=200, blank=True)
    booked_door = models.CharField(max_length=20, blank=True)

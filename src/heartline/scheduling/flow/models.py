"""How many people a site can have in house with comfort, and weekly hours proposed to stay below it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class ComfortLimit(models.Model):
    """People in house at one time beyond whom it is too full. Without a row: by the rooms (flow.rules.default_limit)."""

    site = models.OneToOneField("people.Site", models.CASCADE, primary_key=True, related_name="comfort_limit")
    people = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(people__gt=0), name="comfort_is_somebody")]


class HoursProposal(models.Model):
    """Other weekly hours for a site: the same visits, a lower peak. Patterns of availability are written when adopted.

    `changes` lists {pattern, clinician, from: [weekday, start, end], to: [weekday, start, end]}, times as "HH:MM";
    `before` and `after` are what the simulation says of both (flow.simulation.Outcome as a mapping), and `services`
    is service name → weekly visits, which is the same before and after.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ADOPTED = "adopted", _("Adopted")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey("people.Site", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    limit = models.PositiveSmallIntegerField()
    changes = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    services = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)  # adopted for weeks from this date

    class Meta:
        ordering = ["-created_at"]

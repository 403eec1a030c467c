"""An agreement with another firm, and who of its people work under it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class PartnerAgreement(models.Model):
    """Its `members` see the `queues` and `fields` that it names, on its `weekdays` from `opens` to `closes` on the clock of its zone.

    `queues` are of conversations, which are a floor above: their ids.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField("people.StaffMember", related_name="agreements", blank=True)
    queues = ArrayField(models.UUIDField(), default=list, blank=True)
    fields = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # partners.rules.Field
    weekdays = ArrayField(models.SmallIntegerField(), default=list, blank=True)  # ISO: Monday is 1
    opens = models.TimeField()
    closes = models.TimeField()  # the same as `opens`: day and night; before it: after midnight
    time_zone = models.CharField(max_length=64)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # its last day
    ended_at = models.DateTimeField(null=True, blank=True)  # at once, by whoever said so

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")), name="agreement_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name

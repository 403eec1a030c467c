"""Links between two records of one person, and how many duplicates there were, day by day."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """What is held of two records: perhaps one person, one person, or not. One row a pair; its history is the ledger's.

    `a` is the smaller id, so that a pair has one row whoever names it first. `evidence` is how the two compare, as
    matching wrote it: a list of {field, level, weight, words}.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        LINKED = "linked", _("One person")
        REFUSED = "refused", _("Not the same person")
        ENDED = "ended", _("No longer linked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    a = models.ForeignKey("people.Patient", models.CASCADE, related_name="+")
    b = models.ForeignKey("people.Patient", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    score = models.FloatField(null=True, blank=True)  # log2 of the odds that the two are one
    evidence = models.JSONField(default=list, blank=True)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = models.CharField(max_length=200, blank=True)
    later_until = models.DateTimeField(null=True, blank=True)  # put off: not in the queue before
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)  # the name, as the ledger has it
    decided_by_id = models.UUIDField(null=True, blank=True)  # the account; none where Heartline decided
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="link_in_order"),
            models.UniqueConstraint(fields=["a", "b"], name="link_once"),
            models.CheckConstraint(
                condition=models.Q(state="proposed") | models.Q(decided_at__isnull=False), name="link_decided_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "id"], condition=models.Q(state="proposed"), name="link_queue"),
            models.Index(fields=["-decided_at"], condition=~models.Q(state="proposed"), name="link_decided"),
        ]


class DuplicateDay(models.Model):
    """What the duplicates came to at the end of a day, so that the rate can be followed."""

    day = models.DateField(primary_key=True)
    records = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()  # records beyond one a person, linked or waiting for a decision
    waiting = models.PositiveIntegerField(db_default=0)  # of these, those that wait
    registered = models.PositiveIntegerField()  # records made that day
    registered_twice = models.PositiveIntegerField()  # of these, duplicates of another

"""Queues: what is asked about what, at which site, in which language, and how soon it is answered."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Queue(models.Model):
    """`topics` and `languages` that it takes; empty: all. Times count while its site is open, or always if it has none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)  # language → text
    topics = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    site = models.ForeignKey("people.Site", models.SET_NULL, null=True, blank=True, related_name="+")
    first_answer = models.DurationField(default=timedelta(hours=4))
    place = models.SmallIntegerField(default=0)  # the first that fits takes it
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(first_answer__gt=timedelta(0)), name="queue_answers_in_time"),
        ]

    def __str__(self) -> str:
        return self.slug

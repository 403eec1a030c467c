"""Queues: what is asked about what, at which site, in which language, and how soon it is answered."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.conversations.inbox.rules import Assigned

ASSIGNED = [
    (Assigned.BY_HAND.value, _("Whoever takes it")),
    (Assigned.ROUND_ROBIN.value, _("In turn")),
    (Assigned.LEAST_BUSY.value, _("To the least busy")),
]


class Queue(models.Model):
    """`topics` and `languages` that it takes; empty: all. Times count while its site is open, or always if it has none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)  # language → text
    topics = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    site = models.ForeignKey("people.Site", models.SET_NULL, null=True, blank=True, related_name="+")
    first_answer = models.DurationField(default=timedelta(hours=4))
    assigned = models.CharField(max_length=12, choices=ASSIGNED, default=Assigned.BY_HAND)
    calls = ArrayField(
        models.UUIDField(), default=list, blank=True
    )  # staff members: who is called when it is late, in turn
    place = models.SmallIntegerField(default=0)  # the first that fits takes it
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(first_answer__gt=timedelta(0)), name="queue_answers_in_time"),
        ]

    def __str__(self) -> str:
        return self.slug


class ClosedDay(models.Model):
    """A day on which a site's queues do not count time, whatever its opening hours say; without a site, every queue."""

    day = models.DateField()
    name = models.CharField(max_length=80)
    site = models.ForeignKey("people.Site", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["day", "name"]
        constraints = [
            models.UniqueConstraint(fields=["day", "site"], nulls_distinct=False, name="closed_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class SavedView(models.Model):
    """A way of looking at the inbox under a name of its own; `shared`: in the list of everybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("people.StaffMember", models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    view = models.CharField(max_length=12)  # inbox.views.View
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=12, blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name

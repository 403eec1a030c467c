"""Those who wait, what they are offered, and time that has become free. The database keeps what must never happen."""

import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WaitlistEntry(models.Model):
    """Somebody wants `service` sooner: at all, or (with `appointment`) than the visit that they have. Empty wishes: any."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SERVED = "served", _("Has a time")
        LEFT = "left", _("Left the list")
        ENDED = "ended", _("Ended")

    class Urgency(models.IntegerChoices):
        ROUTINE = 0, pgettext_lazy("urgency", "Routine")
        SOON = 1, pgettext_lazy("urgency", "Soon")
        URGENT = 2, pgettext_lazy("urgency", "Urgent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="waitlist_entries")
    service = models.ForeignKey("scheduling.Service", models.CASCADE, related_name="waitlist_entries")
    appointment = models.ForeignKey(
        "scheduling.Appointment", models.CASCADE, null=True, blank=True, related_name="waitlist_entries"
    )
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # 1 = Monday
    starts = models.TimeField(null=True, blank=True)  # on the site's clock
    ends = models.TimeField(null=True, blank=True)
    clinicians = ArrayField(models.UUIDField(), default=list, blank=True)
    sites = ArrayField(models.UUIDField(), default=list, blank=True)
    modes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    first = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # last day, inclusive
    notice = models.DurationField(default=timedelta(hours=2))  # what they need to get there
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.ROUTINE)
    joined_at = models.DateTimeField()
    joined_door = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    unanswered = models.PositiveSmallIntegerField(default=0)  # offers in a row; see rules.UNANSWERED
    confidential = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "service", "appointment"],
                condition=models.Q(status="waiting"),
                nulls_distinct=False,
                name="waiting_once",
            ),
            models.CheckConstraint(condition=models.Q(urgency__lte=2), name="waiting_urgency"),
            models.CheckConstraint(
                condition=models.Q(status="waiting", ended_at__isnull=True)
                | (~models.Q(status="waiting") & models.Q(ended_at__isnull=False)),
                name="waiting_or_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "joined_at"], condition=models.Q(status="waiting"), name="waiting_service"),
            models.Index(fields=["patient", "status"], name="waiting_patient"),
            models.Index(fields=["appointment"], name="waiting_appointment"),
        ]


class WaitlistOffer(models.Model):
    """One time, kept for one person until `deadline` by reservations that carry `token`. `why`: see explaining.py."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "Waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("offer", "Taken")
        PASSED = "passed", pgettext_lazy("offer", "Left to somebody else")
        EXPIRED = "expired", pgettext_lazy("offer", "Not answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, models.CASCADE, related_name="offers")
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="waitlist_offers")
    service = models.ForeignKey("scheduling.Service", models.CASCADE, related_name="+")
    clinician = models.ForeignKey("scheduling.Resource", models.CASCADE, related_name="waitlist_offers")
    room = models.ForeignKey("scheduling.Resource", models.CASCADE, null=True, blank=True, related_name="+")
    site = models.ForeignKey("people.Site", models.CASCADE, related_name="+")
    period = DateTimeRangeField()  # the visit itself, without buffers
    mode = models.CharField(max_length=10)
    token = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    deadline = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    visit = models.ForeignKey(
        "scheduling.Appointment", models.SET_NULL, null=True, blank=True, related_name="waitlist_offers"
    )
    gained = models.DurationField(null=True, blank=True)  # how much earlier than the visit that was given up
    why = models.JSONField(default=dict)
    by = models.CharField(max_length=200, blank=True)  # who of the staff offered it by hand
    confidential = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=models.Q(state="open"), name="offer_one_an_entry"),
            ExclusionConstraint(
                name="offer_one_a_time",
                expressions=[("clinician", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(state="open"),
            ),
            models.UniqueConstraint(fields=["token"], name="offer_token"),
            models.CheckConstraint(condition=models.Q(deadline__gt=models.F("sent_at")), name="offer_can_be_answered"),
        ]
        indexes = [
            models.Index(fields=["patient", "state"], name="offer_patient"),
            models.Index(fields=["entry", "-sent_at"], name="offer_entry"),
            models.Index(fields=["deadline"], condition=models.Q(state="open"), name="offer_open_deadline"),
            models.Index(fields=["sent_at"], name="offer_sent"),
        ]

    @property
    def starts_at(self):  # type: ignore[no-untyped-def]
        return self.period.lower

    @property
    def ends_at(self):  # type: ignore[no-untyped-def]
        return self.period.upper


class FreedTime(models.Model):
    """A stretch of a clinician's time that somebody gave up. No patient data. Looked at again until it is taken or past."""

    class Cause(models.TextChoices):
        CANCELLED = "cancelled", _("A visit was cancelled")
        MOVED = "moved", _("A visit was moved")
        UNBLOCKED = "unblocked", _("Blocked time was given back")
        HOURS = "hours", _("Extra hours")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinician = models.ForeignKey("scheduling.Resource", models.CASCADE, related_name="freed_times")
    period = DateTimeRangeField()
    cause = models.CharField(max_length=10, choices=Cause)
    event_id = models.BigIntegerField(unique=True)  # the ledger's: a repeated reaction frees nothing twice
    freed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["freed_at"], condition=models.Q(settled_at=None), name="freed_open"),
            GistIndex(fields=["period"], name="freed_period"),
        ]

"""What became of a message at each door by which it was sent."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from heartline.conversations.threads.models import Door, Message
from heartline.people.sensitive.closed import Closable


class Delivery(Closable):
    """One message by one door to one number or address. Sent once, however often it is tried."""

    class State(models.TextChoices):
        QUEUED = "queued"  # to be sent
        SENDING = (
            "sending"  # asked the provider; if we die now, whether it has it is found out before it is tried again
        )
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"
        REFUSED = "refused"  # by our own rules: no consent, or nothing may be shown there

    HIDDEN: ClassVar = {"to": "", "text": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    confidential = models.BooleanField(default=False, db_default=False)
    door = models.CharField(max_length=10, choices=Door)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=12)
    purpose = models.CharField(max_length=12)  # consent.rules.Purpose
    topic = models.CharField(max_length=12)  # consent.topics.Topic
    text = models.TextField(blank=True)  # as it was sent: less than the message, where the door is open to others
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=250, blank=True)
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    why = models.CharField(max_length=20, blank=True)  # of a failure (channels.traffic.failures.Why) or a refusal
    code = models.CharField(max_length=60, blank=True)
    attempts = models.SmallIntegerField(default=0)
    instead_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # failed or refused

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["to", "-created_at"], name="delivery_to"),
            models.Index(fields=["created_at"], name="delivery_to_go", condition=Q(state__in=["queued", "sending"])),
        ]

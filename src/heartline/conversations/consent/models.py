"""The ledger of consent: what somebody agreed to be sent, where, in which words, and what they took back. It only grows."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.topics import Channel, Topic
from heartline.people.sensitive.closed import Closable


class ConsentEntry(Closable):
    """As consent.ledger.Entry, where an empty `topic`, `channel` or `number` means all."""

    HIDDEN: ClassVar = {"number": "", "words": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, null=True, blank=True, related_name="consents")
    given = models.BooleanField()
    topic = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in Topic])
    channel = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Channel])
    number = models.CharField(max_length=254, blank=True)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=200, blank=True)
    door = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Source])
    written = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False) | ~Q(number=""), name="consent_names_a_person_or_a_number"
            )
        ]
        indexes = [models.Index(fields=["number"], name="consent_number", condition=~Q(number=""))]

"""Where the chat may stand and how it looks, and who writes there. Neither has a patient: no patient's request sees it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from heartline.conversations.threads.models import Conversation


class ChatSettings(models.Model):
    """One row. `origins` are the websites that may show it; `greeting` is by language."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    on = models.BooleanField(default=False)
    origins = ArrayField(models.CharField(max_length=260), default=list, blank=True)
    colour = models.CharField(max_length=7, default="#0b5a60")
    greeting = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="chat_settings_once")]


class ChatVisitor(models.Model):
    """A browser that has written. It is known by a secret that it made itself, of which only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12)
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="visitors")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    typing_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    @property
    def address(self) -> str:
        """As conversations know where something came from."""
        return f"chat:{self.pk.hex}"

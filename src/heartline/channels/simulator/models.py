"""What lies on simulated phones."""

import uuid

from django.db import models

from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.messages import Door


class SimulatedPhone(models.Model):
    """The phone with this number, or the mailbox with this address. Without a row, it is on and in use."""

    address = models.CharField(max_length=254, primary_key=True)
    off = models.BooleanField(default=False)
    unused = models.BooleanField(default=False)


class SimulatedMessage(models.Model):
    """A text, a WhatsApp message or an e-mail as the person sees it. `incoming`: they wrote it, to us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Door])
    address = models.CharField(max_length=254)  # theirs
    ours = models.CharField(max_length=254, blank=True)
    incoming = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    media = models.JSONField(default=list, blank=True)  # [{"url", "type", "name"}]
    at = models.DateTimeField()
    thread = models.UUIDField(null=True, blank=True)  # the conversation that an answer to an e-mail belongs to
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State])
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [models.Index(fields=["address", "-at"], name="simulated_of")]

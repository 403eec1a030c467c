"""Files that belong to a message. Their bytes stand in the database, so that a backup of it holds them (decision 23)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.conversations.attachments.rules import PICTURES, Why
from heartline.conversations.threads.models import Message
from heartline.kernel.errors import Words
from heartline.people.sensitive.closed import Closable


class Light(models.Manager["Attachment"]):
    """Without the bytes: a list of files never reads them."""

    def get_queryset(self) -> "models.QuerySet[Attachment]":
        return super().get_queryset().defer("content")


class Attachment(Closable):
    """One file. Kept, still to be fetched from where it lies, or not kept, with why."""

    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        COMING = "coming", _("Being fetched")
        REFUSED = "refused", _("Not kept")

    HIDDEN: ClassVar = {"name": "", "url": "", "content": None}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", db_index=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    confidential = models.BooleanField(default=False, db_default=False)
    place = models.SmallIntegerField(default=0)  # its order in the message
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=100, blank=True)  # content type: as its bytes say; not kept, as its sender says
    size = models.IntegerField(default=0)  # bytes, as it is kept; not kept, as it was sent
    width = models.SmallIntegerField(null=True, blank=True)  # pixels, of a picture
    height = models.SmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.COMING)
    why = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in Why])
    url = models.CharField(max_length=1000, blank=True)  # at the provider, until it is fetched
    content = models.BinaryField(null=True)

    objects = Light()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="kept", content__isnull=False) | (~Q(state="kept") & Q(content__isnull=True)),
                name="attachment_kept_has_content",
            ),
        ]
        indexes = [models.Index(fields=["message", "place"], name="attachment_of")]

    @property
    def is_kept(self) -> bool:
        return self.state == self.State.KEPT

    @property
    def is_picture(self) -> bool:
        """Whether it is shown where it was said."""
        return self.is_kept and self.kind in PICTURES

    @property
    def reason(self) -> Words:
        """Why it was not kept, in words."""
        return Why(self.why).words if self.why else ""

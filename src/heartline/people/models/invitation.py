"""An invitation to sign in: a code, sent to a contact point that staff know, ties a record to an account."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Invitation(models.Model):
    """Of the code only a keyed digest is kept. It is used once, within days, and not after five wrong birth dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="invitations")
    system = models.CharField(max_length=8)  # ContactPoint.System
    value = models.CharField(max_length=254)  # where the code went: E.164, or an e-mail address in lower case
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    wrong_answers = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(used_at__isnull=True), name="invitation_one_open"
            )
        ]

"""Which records are protected, and who opened one, why, and until when."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Protection(models.Model):
    """A record that staff open only with a reason, until it is lifted. Covers every record of the same person."""

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", _("Works here, or is family of somebody who does")
        PUBLIC = "public", _("Known to the public")
        VIOLENCE = "violence", _("Has to be protected from somebody")
        LEGAL = "legal", _("A court or an authority asked for it")
        WISH = "wish", _("The patient wishes it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="protections")
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=500, blank=True)
    confidential = models.BooleanField(default=True, db_default=True)
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(lifted_at__isnull=True), name="protection_one_standing"
            )
        ]


class Opening(models.Model):
    """A member of staff opened a protected record, for a reason; the privacy officer looks at each of them."""

    class Reason(models.TextChoices):
        CARE = "care", _("I am caring for this patient now")
        CALL = "call", _("The patient is with me, or on the phone")
        BOOKING = "booking", _("I am arranging a visit for them")
        EMERGENCY = "emergency", _("It is an emergency")
        DUTY = "duty", _("A law, an audit or a complaint asks for it")
        OTHER = "other", _("Something else")

    class Verdict(models.TextChoices):
        RIGHT = "right", _("It was right")
        FOLLOW_UP = "follow_up", _("I will follow it up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="openings")
    staff_member = models.ForeignKey("people.StaffMember", models.CASCADE, related_name="openings")
    reason = models.CharField(max_length=12, choices=Reason)
    words = models.CharField(max_length=500)
    confidential = models.BooleanField(default=True, db_default=True)
    at = models.DateTimeField()
    until = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    verdict_note = models.CharField(max_length=500, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    verdict_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="opening_in_order")]
        indexes = [
            models.Index(fields=["staff_member", "until"], name="opening_staff"),
            models.Index(fields=["at"], condition=models.Q(verdict=""), name="opening_unseen"),
        ]

"""Subscribed calendars: who has an address from which a calendar reads visits, and what it may say of them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Detail(models.TextChoices):
    """How much a calendar that leaves the house may say. Nobody's full name is ever in one."""

    BUSY = "busy", _("Only that the time is taken")
    PLACE = "place", _("That it is a visit, and where")
    SERVICE = "service", _("The service and the room, nobody's name")
    INITIALS = "initials", _("The service, the room and the patient's initials")


class CalendarFeed(models.Model):
    """The visits of one patient, clinician or room for whoever has the address. Of its secret only the digest is kept.

    What is read is read with the rights that `account` has at that moment: it ends with the proxy, the job or the account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="calendar_feeds")
    # As it was when made: the patient may read who subscribes to their visits, but not that person's account.
    holder_name = models.CharField(max_length=200, blank=True)
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    resource = models.ForeignKey("scheduling.Resource", models.CASCADE, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=60, blank=True)  # the holder's own words: "Phone", "Kitchen screen"
    detail = models.CharField(max_length=10, choices=Detail, default=Detail.PLACE)
    with_confidential = models.BooleanField(default=False, db_default=False)  # a patient's own; never in a proxy's
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits, in hex
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(patient__isnull=False, resource__isnull=True)
                | models.Q(patient__isnull=True, resource__isnull=False),
                name="feed_of_one",
            )
        ]
        indexes = [
            models.Index(fields=["account"], condition=models.Q(revoked_at=None), name="feed_account"),
            models.Index(fields=["patient"], condition=models.Q(revoked_at=None), name="feed_patient"),
        ]


class CalendarPolicy(models.Model):
    """The most that the organisation lets subscribed calendars of clinicians and rooms say."""

    organization = models.OneToOneField("people.Organization", models.CASCADE, related_name="calendar_policy")
    most = models.CharField(max_length=10, choices=Detail, default=Detail.SERVICE)

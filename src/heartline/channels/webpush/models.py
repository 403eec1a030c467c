"""Browsers that the portal may notify."""

import uuid

from django.db import models


class PushDevice(models.Model):
    """One browser on one phone or computer, under the login that switched notifications on there.

    Whoever knows `endpoint` can reach it: it is shown to nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="push_devices")
    endpoint = models.TextField(unique=True)
    public = models.BinaryField()  # p256dh
    auth = models.BinaryField()
    name = models.CharField(max_length=80, blank=True)  # "Chrome, Android", as its browser calls itself
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when a push service last took something for it

    def __str__(self) -> str:
        return self.name or str(self.pk)

"""How full each bucket is, and whose turn has been given out."""

from django.db import models


class PaceState(models.Model):
    """The bucket of a provider's door ("twilio:sms"): its state is one time (traffic.pace)."""

    name = models.CharField(max_length=40, primary_key=True)
    full_at = models.DateTimeField(null=True, blank=True)


class PaceTurn(models.Model):
    """A message that has its turn at a time to come: its tokens are taken already."""

    key = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

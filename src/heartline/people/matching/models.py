"""By what a patient is compared at all, and how common names are. Both are derived and can be made anew at any time."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class MatchKeys(models.Model):
    """One row a patient: the numbers that keys.keys_of makes of what is known of them."""

    patient = models.OneToOneField("people.Patient", models.CASCADE, primary_key=True, related_name="+")
    keys = ArrayField(models.IntegerField(), default=list)

    class Meta:
        # Without a list of what is still to be sorted in, a search takes the same time whatever was written just now.
        indexes = [GinIndex(fields=["keys"], fastupdate=False, name="match_keys")]


class NameShare(models.Model):
    """A word of names that many have, and the share of patients who have it; counted at night."""

    word = models.CharField(max_length=30, primary_key=True)
    share = models.FloatField()

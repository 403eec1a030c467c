"""A member of staff at work in the inbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

AT_ONCE = 5  # conversations that wait for one person's answer


class Presence(models.Model):
    """`queues` that they serve; none: all. Who has no row has never said that they are here, and is given nothing."""

    class State(models.TextChoices):
        HERE = "here", pgettext_lazy("member of staff", "Here")
        BUSY = "busy", pgettext_lazy("member of staff", "Busy")  # keeps what they have, is given nothing
        AWAY = "away", pgettext_lazy("member of staff", "Away")

    member = models.OneToOneField("people.StaffMember", models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=4, choices=State, default=State.AWAY)
    capacity = models.PositiveSmallIntegerField(default=AT_ONCE)
    queues = models.ManyToManyField("conversations.Queue", related_name="+", blank=True)
    since = models.DateTimeField()  # in this state
    seen_at = models.DateTimeField()  # the last sign of life of a page of theirs
    given_at = models.DateTimeField(null=True, blank=True)  # the last time that something was shared out to them

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=50), name="presence_capacity_is_sensible"
            ),
        ]


class Looking(models.Model):
    """A member of staff has a conversation open, and may be writing in it."""

    member = models.ForeignKey("people.StaffMember", models.CASCADE, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "conversation"], name="looking_once")]
        indexes = [models.Index(fields=["conversation", "seen_at"], name="looking_at")]

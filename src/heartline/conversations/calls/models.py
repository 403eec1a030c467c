"""A phone call, each of its steps, and the wish to be called back."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PhoneCall(models.Model):
    """Somebody called us. It has no patient of its own (its conversation has), so no patient's request sees it.

    `caller` is what the network says, empty where it is withheld: it proves nobody's identity.
    """

    class State(models.TextChoices):
        MENU = "menu", _("Chooses")
        WAITING = "waiting", pgettext_lazy("phone call", "Waits in line")
        LEAVING = "leaving", _("Leaves a wish or a message")
        TALKING = "talking", _("Talks to somebody")
        OVER = "over", pgettext_lazy("phone call", "Over")

    class Left(models.TextChoices):
        """How waiting ended."""

        ANSWERED = "answered", pgettext_lazy("phone call", "Answered")
        CALLBACK = "callback", _("Asked to be called back")
        VOICEMAIL = "voicemail", pgettext_lazy("phone call", "Left a message")
        HUNG_UP = "hung_up", _("Hung up")
        FAILED = "failed", _("The line failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=64)
    caller = models.CharField(max_length=32, blank=True)
    called = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=12, blank=True)  # BCP 47; empty until it is known
    state = models.CharField(max_length=8, choices=State, default=State.MENU)
    topic = models.CharField(max_length=10, blank=True)  # threads.models.Conversation.Topic, as chosen in the menu
    queue = models.ForeignKey("conversations.Queue", models.PROTECT, null=True, blank=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)  # questions of the menu that brought no choice
    leaving = models.CharField(max_length=10, choices=Left, blank=True)  # what they want instead of waiting
    began_at = models.DateTimeField()
    lined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_how = models.CharField(max_length=10, choices=Left, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, null=True, blank=True, related_name="phone_calls"
    )
    message = models.OneToOneField(
        "conversations.Message", models.SET_NULL, null=True, blank=True, related_name="phone_call"
    )
    owed = models.BooleanField(default=False)  # somebody has been told that it wants an answer
    # What was left as a message. Its sound is an attachment of the entry.
    recording_id = models.CharField(max_length=64, blank=True)
    recording_url = models.CharField(max_length=500, blank=True)
    recording_length = models.DurationField(null=True, blank=True)
    transcript = models.TextField(blank=True)  # a machine's, or what somebody wrote down who listened

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id"], name="phone_call_once"),
            models.CheckConstraint(
                condition=Q(left_how="", left_at__isnull=True) | (~Q(left_how="") & Q(left_at__isnull=False)),
                name="phone_call_left_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "lined_at"], name="phone_call_waits", condition=Q(state="waiting")),
            models.Index(fields=["-lined_at"], name="phone_call_lined", condition=Q(lined_at__isnull=False)),
            models.Index(fields=["caller", "-began_at"], name="phone_call_from", condition=~Q(caller="")),
        ]

    @property
    def callback_or_none(self) -> "Callback | None":
        """The wish to be called back, if there is one. A query, unless it was read with the call."""
        found: Callback | None = getattr(self, "callback", None)
        return found


class CallStep(models.Model):
    """What a call was told at one step. A provider that asks again is told the same, and nothing happens twice."""

    call = models.ForeignKey(PhoneCall, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=40)
    said = models.TextField()  # as the provider gets it
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="call_step_once")]


class Callback(models.Model):
    """They hung up and keep their place: we call this number until it is done."""

    call = models.OneToOneField(PhoneCall, models.CASCADE, related_name="callback", primary_key=True)
    number = models.CharField(max_length=32)  # E.164
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # in which nobody was reached
    first_try_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="callback_due", condition=Q(done_at__isnull=True)),
            models.Index(fields=["-asked_at"], name="callback_asked"),
        ]

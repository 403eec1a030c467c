"""A conversation is one thread, whatever doors it goes through; a message is one thing said in it."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.conversations.turns.thread import Due, Owner, Status
from heartline.people.sensitive.closed import Closable, stand_in


class Door(models.TextChoices):
    """As channels.traffic.messages.Door; what staff read of it."""

    CHAT = "chat", _("Chat")
    PORTAL = "portal", _("Portal")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")
    VOICE = "voice", _("Phone call")
    MESSENGER = "messenger", _("Messenger")
    INSTAGRAM = "instagram", _("Instagram")
    PUSH = "push", _("Notification")
    WEBHOOK = "webhook", _("Another system")
    COMMENT = "comment", _("Public comment")
    IN_PERSON = "in_person", pgettext_lazy("door", "In person")


class Conversation(Closable):
    """One thread. What `turns.thread.Turn` knows stands in its columns; only threads.turning writes those."""

    class Topic(models.TextChoices):
        CARE = "care", _("A question about my health")
        VISIT = "visit", _("A visit")
        RESULT = "result", _("A result")
        MEDICINE = "medicine", _("A medicine")
        BILL = "bill", _("A bill")
        OTHER = "other", pgettext_lazy("topic of a conversation", "Something else")

    HIDDEN: ClassVar = {"subject": stand_in, "excerpt": "", "address": "", "sender_name": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "people.Patient", models.CASCADE, null=True, blank=True, related_name="conversations", db_index=False
    )
    account = models.ForeignKey("people.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic, default=Topic.OTHER)
    about_id = models.UUIDField(null=True, blank=True)  # the visit, result or bill it is about
    subject = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)  # BCP 47
    confidential = models.BooleanField(default=False, db_default=False)
    # Where it goes on: the door, and on ours and their side of it the number or address. Empty in the portal.
    door = models.CharField(max_length=10, choices=Door)
    address = models.CharField(max_length=254, blank=True)
    our_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)  # as they call themselves: a claim, no proof
    queue = models.ForeignKey("conversations.Queue", models.PROTECT, related_name="conversations")

    owner = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Owner], default=Owner.NOBODY)
    person = models.ForeignKey("people.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    keeper = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.AWAITING
    )
    waiting = models.BooleanField(default=False)
    epoch = models.IntegerField(default=0)
    due = models.CharField(max_length=20, blank=True, choices=[(each.value, each.value) for each in Due])
    due_number = models.IntegerField(null=True, blank=True)
    due_urgent = models.BooleanField(default=False)
    due_step = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    deadlines = models.IntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    declined = models.BooleanField(default=False)
    wants_person = models.BooleanField(default=False)
    emergency = models.BooleanField(default=False)
    untold = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    snoozed_until = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField()
    last_at = models.DateTimeField()  # of the last message
    excerpt = models.CharField(max_length=160, blank=True)  # of what a person said last, for lists
    waiting_since = models.DateTimeField(null=True, blank=True)  # the first message that nobody answered
    answered_at = models.DateTimeField(null=True, blank=True)  # by a person, the first time
    resolved_at = models.DateTimeField(null=True, blank=True)
    undelivered = models.BooleanField(default=False)  # what we said last did not arrive by any door

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=Owner.PERSON, person__isnull=False)
                | (~Q(owner=Owner.PERSON) & Q(person__isnull=True)),
                name="conversation_owner_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due="", due_number__isnull=True, due_at__isnull=True)
                | (~Q(due="") & Q(due_number__isnull=False, due_at__isnull=False)),
                name="conversation_due_has_time",
            ),
            # What anybody waits for has a deadline: no message is forgotten.
            models.CheckConstraint(
                condition=~Q(status__in=[Status.OPEN, Status.REOPENED, Status.SNOOZED]) | ~Q(due=""),
                name="conversation_live_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-last_at"], name="conversation_of"),
            models.Index(fields=["address", "-last_at"], name="conversation_from", condition=~Q(address="")),
            models.Index(fields=["due_at"], name="conversation_due", condition=~Q(due="")),
            models.Index(fields=["queue", "status", "-last_at"], name="conversation_queue"),
            # The inbox reads and counts what is not over; what is grows for ever.
            models.Index(
                fields=["queue", "due_at"],
                name="conversation_current",
                condition=~Q(status__in=[Status.RESOLVED, Status.MERGED]) | Q(undelivered=True),
            ),
            models.Index(fields=["-last_at", "-id"], name="conversation_resolved", condition=Q(status=Status.RESOLVED)),
            models.Index(fields=["person", "-last_at"], name="conversation_person", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)


class Message(Closable):
    """One thing said. What came in is never changed, what went out neither."""

    class Direction(models.TextChoices):
        IN = "in", _("From the patient")
        OUT = "out", _("From us")

    class Author(models.TextChoices):
        PATIENT = "patient", _("Patient")
        PROXY = "proxy", _("Acts for the patient")
        UNKNOWN = "unknown", _("Somebody who has not shown who they are")
        PERSON = "person", _("Member of our team")
        ASSISTANT = "assistant", _("Automatic assistant")
        SYSTEM = "system", _("Automatic message")

    HIDDEN: ClassVar = {"text": "", "author_name": "", "address": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction)
    author = models.CharField(max_length=10, choices=Author)
    author_name = models.CharField(max_length=200, blank=True)
    account = models.ForeignKey("people.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    staff_member = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, blank=True, related_name="+")
    door = models.CharField(max_length=10, choices=Door)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    sensitivity = models.CharField(max_length=12)  # sensitivity.kinds.Sensitivity
    confidential = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField()
    address = models.CharField(max_length=254, blank=True)  # from where it came
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=250, blank=True)
    key = models.CharField(max_length=200, blank=True)  # idempotency, as the page handed it out
    read_at = models.DateTimeField(null=True, blank=True)  # by the other side, on a page of ours

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="message_received_once"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="message_written_once"),
            models.CheckConstraint(
                condition=Q(direction="in", author__in=["patient", "proxy", "unknown"])
                | Q(direction="out", author__in=["person", "assistant", "system"]),
                name="message_author_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "at", "id"], name="message_of"),
            models.Index(fields=["address", "-at"], name="message_from", condition=~Q(address="")),
        ]


class LetGo(models.Model):
    """Somebody had it while the patient waited, and gave it back or let its time pass: it is not shared out to them again."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="let_go")
    staff_member = models.ForeignKey("people.StaffMember", models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Call(models.Model):
    """Somebody was called to it, because it was late or may be an emergency."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="calls")
    staff_member = models.ForeignKey("people.StaffMember", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "staff_member"], name="called_once")]


class Note(models.Model):
    """What staff say to each other beside a conversation. It has no patient of its own, so no patient's request sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    staff_member = models.ForeignKey("people.StaffMember", models.PROTECT, related_name="+")
    text = models.TextField()
    mentions = ArrayField(models.UUIDField(), default=list, blank=True)  # staff members
    at = models.DateTimeField()

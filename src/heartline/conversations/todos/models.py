"""A task that grew out of a conversation (FHIR Task)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.people.sensitive.closed import Closable


class Task(Closable):
    """Asked of a queue, or of a person with the queue to which it goes back; who accepts it has it. No patient's page shows it."""

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("task", "Open")
        ACCEPTED = "accepted", pgettext_lazy("task", "Taken")
        COMPLETED = "completed", pgettext_lazy("task", "Done")
        CANCELLED = "cancelled", pgettext_lazy("task", "Not needed")

    class Kind(models.TextChoices):
        TASK = "task", pgettext_lazy("kind", "Task")
        INTERPRETER = "interpreter", _("Interpreter")

    HIDDEN: ClassVar = {"text": "", "reason": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="todos")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    confidential = models.BooleanField(default=False, db_default=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TASK)
    text = models.CharField(max_length=500)  # what is to be done
    language = models.CharField(max_length=12, blank=True)  # BCP 47: of the interpreter who is asked for
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    reason = models.CharField(max_length=500, blank=True)  # what came of it, or why it is not needed
    queue = models.ForeignKey("conversations.Queue", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey("people.StaffMember", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "completed"]) | Q(person__isnull=False),
                name="task_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["requested", "accepted"], closed_at__isnull=True)
                | Q(status__in=["completed", "cancelled"], closed_at__isnull=False),
                name="task_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="task_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["patient", "-asked_at"], name="task_of"),
            models.Index(fields=["-closed_at", "id"], name="task_closed", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

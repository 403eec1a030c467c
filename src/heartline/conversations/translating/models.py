"""A message in a second language."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heartline.people.sensitive.closed import Closable


class Translation(Closable):
    """Of what came in, by a machine, for whoever reads it here. Of what went out, what its writer wrote before it was translated;
    the message itself is what was sent, which they read and confirmed."""

    class Kind(models.TextChoices):
        READ = "read", _("Translated for reading")
        WRITTEN = "written", _("As it was written before it was translated")

    HIDDEN: ClassVar = {"text": "", "proposed": ""}

    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="translations")
    patient = models.ForeignKey("people.Patient", models.CASCADE, null=True, blank=True, related_name="+")
    confidential = models.BooleanField(default=False, db_default=False)
    kind = models.CharField(max_length=8, choices=Kind)
    language = models.CharField(max_length=12)  # BCP 47: of `text`
    text = models.TextField()
    proposed = models.TextField(blank=True)  # of what went out, as the machine had it before a person read it
    provider = models.CharField(max_length=60)
    made_at = models.DateTimeField()  # by the machine
    by = models.ForeignKey("people.StaffMember", models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by them, that what was sent is right

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "language"], name="translated_once")]

    def __str__(self) -> str:
        return self.text

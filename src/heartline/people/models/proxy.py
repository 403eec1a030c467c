"""Who may act for a patient: a parent, guardian or carer, with a scope and an end."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from heartline.people.sensitive.closed import Closable


class Proxy(Closable):
    """The holder signs in as themselves; row-level security lets them reach `patient` while this is in force."""

    class Relationship(models.TextChoices):
        PARENT = "parent", _("Parent")
        GUARDIAN = "guardian", _("Guardian")
        CARER = "carer", _("Carer")

    class Scope(models.TextChoices):
        ALL = "all", _("Everything")
        VISITS = "visits", _("Visits: see, book, change and cancel")
        READ = "read", _("Read only")

    HIDDEN: ClassVar = {"holder_name": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="proxies")
    holder = models.ForeignKey("people.Account", models.CASCADE, related_name="proxies")
    # As it was when granted: the patient may read who acts for them, but not the holder's account.
    holder_name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=12, choices=Relationship)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.ALL)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    beyond_age = models.BooleanField(default=False, db_default=False)  # papers say so: no birthday changes it
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    granted_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    reach: str  # what birthdays have left of `scope`; set by proxies.queries

    @property
    def reach_words(self) -> str:
        """How far it reaches today, in words."""
        return str(dict(self.Scope.choices).get(getattr(self, "reach", self.scope), ""))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="proxy_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["patient", "holder"], condition=models.Q(revoked_at__isnull=True), name="proxy_one_in_force"
            ),
        ]
        indexes = [models.Index(fields=["holder"], name="proxy_holder")]

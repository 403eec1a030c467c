"""Tables of the kernel. Ledger and audit only ever grow: a trigger and the grants see to it."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened, written in the transaction in which it happened."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    patient_id = models.UUIDField(null=True)
    site_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy

    class Meta:
        db_table = "ledger_event"
        indexes = [
            models.Index(fields=["patient_id", "-at", "-id"], name="ledger_patient_at"),
            models.Index(fields=["kind", "-at"], name="ledger_kind_at"),
            models.Index(fields=["subject_id"], name="ledger_subject"),
        ]


class AuditEntry(models.Model):
    """One look at, or act upon, a person's data. `hash` covers the entry and the previous entry's hash."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    patient_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=20)
    what = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    confidential = models.BooleanField(default=False, db_default=False)  # shown to no proxy
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["patient_id", "-id"], name="audit_patient"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
        ]


class IdempotencyKey(models.Model):
    """The result of an action done under a key, so that a retry gets the same answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    action = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    result = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "idempotency_key"
        constraints = [models.UniqueConstraint(fields=["action", "key"], name="idempotency_once")]


class ImportedResource(models.Model):
    """Where a resource of another system went, so that importing it again changes nothing twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=200)
    resource_type = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    local_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "imported_resource"
        constraints = [models.UniqueConstraint(fields=["source", "resource_type", "source_id"], name="imported_once")]
        indexes = [models.Index(fields=["local_id"], name="imported_local")]

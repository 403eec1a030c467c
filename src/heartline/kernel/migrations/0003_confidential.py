"""What is confidential is marked in the ledger and in the audit log; the chain covers the mark."""

from django.db import migrations, models

HASH = """
CREATE OR REPLACE FUNCTION heartline_audit_hash(entry audit_entry, prior bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(prior || convert_to((jsonb_build_array(
        entry.id, extract(epoch FROM entry.at), entry.patient_id, entry.actor_kind, entry.actor_id,
        entry.actor_label, entry.actor_role, entry.door, entry.what, entry.reason)
        || CASE WHEN entry.confidential THEN '["confidential"]'::jsonb ELSE '[]' END)::text, 'UTF8'))
$$;
"""
HASH_BEFORE = """
CREATE OR REPLACE FUNCTION heartline_audit_hash(entry audit_entry, prior bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(prior || convert_to(jsonb_build_array(
        entry.id, extract(epoch FROM entry.at), entry.patient_id, entry.actor_kind, entry.actor_id,
        entry.actor_label, entry.actor_role, entry.door, entry.what, entry.reason)::text, 'UTF8'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_database")]
    operations = [
        migrations.AddField("event", "confidential", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("auditentry", "confidential", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(HASH, HASH_BEFORE),
    ]

"""Extensions, the audit chain, and the guards that let ledger and audit only grow."""

from django.db import migrations

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""

CACHE = """
CREATE UNLOGGED TABLE heartline_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX heartline_cache_expires ON heartline_cache (expires);
"""

APPEND_ONLY = """
CREATE FUNCTION heartline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION heartline_append_only();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION heartline_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_event EXECUTE FUNCTION heartline_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION heartline_append_only();
"""

CHAIN = """
CREATE FUNCTION heartline_audit_hash(entry audit_entry, prior bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(prior || convert_to(jsonb_build_array(
        entry.id, extract(epoch FROM entry.at), entry.patient_id, entry.actor_kind, entry.actor_id,
        entry.actor_label, entry.actor_role, entry.door, entry.what, entry.reason)::text, 'UTF8'))
$$;
CREATE FUNCTION heartline_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE last_entry record;
BEGIN
    -- One writer at a time, until commit: an entry can only follow the one before it.
    PERFORM pg_advisory_xact_lock(7201);
    SELECT id, hash INTO last_entry FROM audit_entry ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last_entry.id, 0) + 1;
    NEW.previous_hash := coalesce(last_entry.hash, ''::bytea);
    NEW.hash := heartline_audit_hash(NEW, NEW.previous_hash);
    RETURN NEW;
END $$;
CREATE TRIGGER chained BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION heartline_audit_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, "DROP TABLE heartline_cache"),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION heartline_append_only() CASCADE"),
        migrations.RunSQL(CHAIN, "DROP FUNCTION heartline_audit_chain() CASCADE; DROP FUNCTION heartline_audit_hash(audit_entry, bytea)"),
    ]

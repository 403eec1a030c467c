"""What is revoked stays so: letting somebody act again is a new grant, made by staff."""

from django.db import migrations

GUARD = """
CREATE FUNCTION heartline_revoked_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        RAISE EXCEPTION 'a revoked proxy stays revoked' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_revoked BEFORE UPDATE ON people_proxy
    FOR EACH ROW EXECUTE FUNCTION heartline_revoked_stays_revoked();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_search_words")]
    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION heartline_revoked_stays_revoked() CASCADE")]

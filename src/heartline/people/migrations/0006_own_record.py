"""A patient's request changes its own record, but never whose login a record belongs to."""

from django.db import migrations

GUARD = """
CREATE FUNCTION heartline_record_keeps_its_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'heartline_patient' AND NEW.account_id IS DISTINCT FROM OLD.account_id THEN
        RAISE EXCEPTION 'a record is tied to a login by staff only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeps_its_account BEFORE UPDATE ON people_patient
    FOR EACH ROW EXECUTE FUNCTION heartline_record_keeps_its_account();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_invitation")]
    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION heartline_record_keeps_its_account() CASCADE")]

"""That a contact point reaches somebody is shown by a code, or said by staff: never by the patient's own request."""

from django.db import migrations

GUARD = """
CREATE FUNCTION heartline_contact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.verified_at IS NOT NULL AND (TG_OP = 'INSERT' OR (NEW.verified_at, NEW.patient_id, NEW.system, NEW.value)
            IS DISTINCT FROM (OLD.verified_at, OLD.patient_id, OLD.system, OLD.value)) THEN
        RAISE EXCEPTION 'only staff or a code say that a contact point is verified'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verified_by_answering BEFORE INSERT OR UPDATE ON people_contactpoint
    FOR EACH ROW WHEN (current_user = 'heartline_patient') EXECUTE FUNCTION heartline_contact_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0017_alike")]
    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION heartline_contact_guard() CASCADE")]

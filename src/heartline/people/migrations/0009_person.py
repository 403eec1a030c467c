"""Which person a record is of, and what a login sees through records that are of one person."""

from django.db import migrations

import heartline.people.models.patient

PERSON = """
UPDATE people_patient SET person_id = id;

CREATE FUNCTION heartline_own_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Nobody is registered as somebody else: records become one person by a link.
        NEW.person_id := NEW.id;
    ELSIF current_user = 'heartline_patient' OR coalesce(current_setting('heartline.linking', true), '') <> 'on' THEN
        -- Whoever saves a record that they read before it was linked does not undo the link.
        NEW.person_id := OLD.person_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_person BEFORE INSERT OR UPDATE ON people_patient
    FOR EACH ROW EXECUTE FUNCTION heartline_own_person();
"""

VISIBLE = """
CREATE OR REPLACE FUNCTION heartline_visible_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM people_patient WHERE person_id IN (
        SELECT person_id FROM people_patient WHERE account_id = heartline_account()
        UNION
        SELECT record.person_id FROM people_proxy JOIN people_patient AS record ON record.id = patient_id
        WHERE holder_id = heartline_account() AND revoked_at IS NULL
          AND starts_on <= current_date AND (ends_on IS NULL OR ends_on > current_date)
    )
$$;
"""

VISIBLE_BEFORE = """
CREATE OR REPLACE FUNCTION heartline_visible_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT id FROM people_patient WHERE account_id = heartline_account()
        UNION
        SELECT patient_id FROM people_proxy
        WHERE holder_id = heartline_account() AND revoked_at IS NULL
          AND starts_on <= current_date AND (ends_on IS NULL OR ends_on > current_date)
    ) AS visible
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_revoked_stays_revoked")]
    operations = [
        migrations.AddField("patient", "person_id", heartline.people.models.patient.PersonId(editable=False, null=True)),
        migrations.RunSQL(PERSON, "DROP FUNCTION heartline_own_person() CASCADE"),
        migrations.AlterField("patient", "person_id", heartline.people.models.patient.PersonId(db_index=True, editable=False)),
        migrations.RunSQL(VISIBLE, VISIBLE_BEFORE),
    ]

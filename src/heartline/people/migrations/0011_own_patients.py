"""Which of the visible records are one's own: what is confidential is shown there, and to no proxy."""

from django.db import migrations

OWN = """
CREATE FUNCTION heartline_own_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM people_patient
    WHERE person_id IN (SELECT person_id FROM people_patient WHERE account_id = heartline_account())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_link")]
    operations = [migrations.RunSQL(OWN, "DROP FUNCTION heartline_own_patients()")]

"""All records of one person, for functions in the database that read a patient's things."""

from django.db import migrations

RECORDS = """
CREATE FUNCTION heartline_records_of(record uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id), ARRAY[record]) FROM people_patient
    WHERE person_id = (SELECT person_id FROM people_patient WHERE id = record)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0012_privacy")]
    operations = [migrations.RunSQL(RECORDS, "DROP FUNCTION heartline_records_of(uuid)")]

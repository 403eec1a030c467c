"""Whose rows a patient's request may see: their own, and those of patients they may act for today."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION heartline_account() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('heartline.account', true), '')::uuid
$$;
CREATE FUNCTION heartline_visible_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
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
    dependencies = [("people", "0001_initial"), ("kernel", "0002_database")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION heartline_visible_patients(); DROP FUNCTION heartline_account()"
        )
    ]

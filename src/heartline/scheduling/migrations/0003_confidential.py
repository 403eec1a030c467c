"""Visits, and services whose visits, are between the patient and the staff: hidden from proxies by the database."""

from django.db import migrations, models

HIDDEN = """
CREATE FUNCTION heartline_hidden_subjects() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    -- What the ledger told of a visit before it was made confidential is hidden with it.
    SELECT coalesce(array_agg(id), '{}') FROM scheduling_appointment
    WHERE confidential AND patient_id = ANY (heartline_visible_patients())
      AND patient_id <> ALL (heartline_own_patients())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_free_times"), ("people", "0011_own_patients"), ("kernel", "0003_confidential")]
    operations = [
        migrations.AddField("appointment", "confidential", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("service", "confidential", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "appointment",
            models.Index(
                condition=models.Q(("confidential", True)), fields=["patient"], name="appointment_confidential"
            ),
        ),
        migrations.RunSQL(HIDDEN, "DROP FUNCTION heartline_hidden_subjects()"),
    ]

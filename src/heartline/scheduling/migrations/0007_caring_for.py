"""Whom a clinician is caring for, and so needs no reason to open: their own patients of these weeks."""

from django.db import migrations

STANDING = """
CREATE OR REPLACE FUNCTION heartline_standing_patients(staff uuid, moment timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT visit.patient_id), '{}')
    FROM scheduling_appointment AS visit JOIN scheduling_resource AS r ON r.id = visit.clinician_id
    WHERE r.staff_member_id = staff AND visit.status IN ('booked', 'arrived', 'fulfilled')
      AND visit.period && tstzrange(moment - interval '30 days', moment + interval '30 days')
$$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION heartline_standing_patients(staff uuid, moment timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE AS $$ SELECT '{}'::uuid[] $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0006_linked_visits"), ("people", "0014_growing_up")]
    operations = [migrations.RunSQL(STANDING, BEFORE)]

"""Agreements with other firms, and how the database knows what the one at work names."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION heartline_queues() RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('heartline.queues', true), ''), '{}')::uuid[]
$$;
CREATE FUNCTION heartline_fields() RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('heartline.fields', true), ''), '{}')::text[]
$$;
"""
GONE = "DROP FUNCTION heartline_queues() CASCADE; DROP FUNCTION heartline_fields() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("people", "0023_staff_invitation")]
    operations = [
        migrations.RunSQL(FUNCTIONS, GONE),
        migrations.CreateModel(
            name="PartnerAgreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, unique=True)),
                ("queues", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ("fields", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ("weekdays", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), blank=True, default=list, size=None)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("time_zone", models.CharField(max_length=64)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("members", models.ManyToManyField(blank=True, related_name="agreements", to="people.staffmember")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.CheckConstraint(condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("begins_on")), _connector="OR"), name="agreement_ends_after_it_begins")],
            },
        ),
    ]

"""Those who wait for an earlier time, offers to them, and freed times; what a patient's request may know of the line."""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models

# How many others wait for the same service and come before an entry, for the patient whose entry it is: row-level security
# hides the others, and a number is all that may be known of them. The head starts come from waitlist/rules.py.
BEFORE = """
CREATE FUNCTION heartline_waiting_before(asked uuid, head_starts interval[]) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::integer
    FROM scheduling_waitlistentry mine
    JOIN scheduling_waitlistentry other
      ON other.service_id = mine.service_id AND other.status = 'waiting' AND other.id <> mine.id
     AND (other.joined_at - head_starts[other.urgency + 1], other.id)
       < (mine.joined_at - head_starts[mine.urgency + 1], mine.id)
    WHERE mine.id = asked AND mine.patient_id = ANY (heartline_visible_patients())
$$;
"""

# Urgency is for staff to say.
GUARD = """
CREATE FUNCTION heartline_waitlist_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'heartline_patient' AND NEW.urgency <> 0 THEN
        RAISE EXCEPTION 'only staff say how urgent it is';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER staff_say_urgency BEFORE INSERT ON scheduling_waitlistentry
    FOR EACH ROW EXECUTE FUNCTION heartline_waitlist_guard();
"""
UNGUARD = "DROP TRIGGER staff_say_urgency ON scheduling_waitlistentry; DROP FUNCTION heartline_waitlist_guard()"


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_own_patients'),
        ('scheduling', '0004_reassignment_and_flow'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitlistEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('starts', models.TimeField(blank=True, null=True)),
                ('ends', models.TimeField(blank=True, null=True)),
                ('clinicians', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('sites', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('modes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('first', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('notice', models.DurationField(default=datetime.timedelta(seconds=7200))),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'Routine'), (1, 'Soon'), (2, 'Urgent')], default=0)),
                ('joined_at', models.DateTimeField()),
                ('joined_door', models.CharField(blank=True, max_length=20)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('served', 'Has a time'), ('left', 'Left the list'), ('ended', 'Ended')], default='waiting', max_length=8)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('unanswered', models.PositiveSmallIntegerField(default=0)),
                ('confidential', models.BooleanField(default=False)),
                ('appointment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_entries', to='scheduling.appointment')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_entries', to='people.patient')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_entries', to='scheduling.service')),
            ],
        ),
        migrations.CreateModel(
            name='WaitlistOffer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('mode', models.CharField(max_length=10)),
                ('token', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('deadline', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('accepted', 'Taken'), ('passed', 'Left to somebody else'), ('expired', 'Not answered'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('gained', models.DurationField(blank=True, null=True)),
                ('why', models.JSONField(default=dict)),
                ('by', models.CharField(blank=True, max_length=200)),
                ('confidential', models.BooleanField(default=False)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_offers', to='scheduling.resource')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='scheduling.waitlistentry')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_offers', to='people.patient')),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scheduling.resource')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scheduling.service')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.site')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waitlist_offers', to='scheduling.appointment')),
            ],
        ),
        migrations.CreateModel(
            name='FreedTime',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('cause', models.CharField(choices=[('cancelled', 'A visit was cancelled'), ('moved', 'A visit was moved'), ('unblocked', 'Blocked time was given back'), ('hours', 'Extra hours')], max_length=10)),
                ('event_id', models.BigIntegerField(unique=True)),
                ('freed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('clinician', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='freed_times', to='scheduling.resource')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['freed_at'], name='freed_open'), django.contrib.postgres.indexes.GistIndex(fields=['period'], name='freed_period')],
            },
        ),
        migrations.AddIndex(
            model_name='waitlistentry',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['service', 'joined_at'], name='waiting_service'),
        ),
        migrations.AddIndex(
            model_name='waitlistentry',
            index=models.Index(fields=['patient', 'status'], name='waiting_patient'),
        ),
        migrations.AddIndex(
            model_name='waitlistentry',
            index=models.Index(fields=['appointment'], name='waiting_appointment'),
        ),
        migrations.AddConstraint(
            model_name='waitlistentry',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('patient', 'service', 'appointment'), name='waiting_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='waitlistentry',
            constraint=models.CheckConstraint(condition=models.Q(('urgency__lte', 2)), name='waiting_urgency'),
        ),
        migrations.AddConstraint(
            model_name='waitlistentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('status', 'waiting')), models.Q(models.Q(('status', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='waiting_or_ended'),
        ),
        migrations.AddIndex(
            model_name='waitlistoffer',
            index=models.Index(fields=['patient', 'state'], name='offer_patient'),
        ),
        migrations.AddIndex(
            model_name='waitlistoffer',
            index=models.Index(fields=['entry', '-sent_at'], name='offer_entry'),
        ),
        migrations.AddIndex(
            model_name='waitlistoffer',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['deadline'], name='offer_open_deadline'),
        ),
        migrations.AddIndex(
            model_name='waitlistoffer',
            index=models.Index(fields=['sent_at'], name='offer_sent'),
        ),
        migrations.AddConstraint(
            model_name='waitlistoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('entry',), name='offer_one_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='waitlistoffer',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'open')), expressions=[('clinician', '='), ('period', '&&')], name='offer_one_a_time'),
        ),
        migrations.AddConstraint(
            model_name='waitlistoffer',
            constraint=models.UniqueConstraint(fields=('token',), name='offer_token'),
        ),
        migrations.AddConstraint(
            model_name='waitlistoffer',
            constraint=models.CheckConstraint(condition=models.Q(('deadline__gt', models.F('sent_at'))), name='offer_can_be_answered'),
        ),
        migrations.RunSQL(BEFORE, "DROP FUNCTION heartline_waiting_before(uuid, interval[])"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

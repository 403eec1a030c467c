"""Links between two records, and the duplicates of each day."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicateDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('records', models.PositiveIntegerField()),
                ('duplicates', models.PositiveIntegerField()),
                ('registered', models.PositiveIntegerField()),
                ('registered_twice', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'To be decided'), ('linked', 'One person'), ('refused', 'Not the same person'), ('ended', 'No longer linked')], default='proposed', max_length=8)),
                ('score', models.FloatField(blank=True, null=True)),
                ('evidence', models.JSONField(blank=True, default=list)),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('proposed_by', models.CharField(blank=True, max_length=200)),
                ('later_until', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('decided_by_id', models.UUIDField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('a', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                ('b', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'proposed')), fields=['-score', 'id'], name='link_queue'), models.Index(condition=models.Q(('state', 'proposed'), _negated=True), fields=['-decided_at'], name='link_decided')],
                'constraints': [models.CheckConstraint(condition=models.Q(('a__lt', models.F('b'))), name='link_in_order'), models.UniqueConstraint(fields=('a', 'b'), name='link_once'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), ('decided_at__isnull', False), _connector='OR'), name='link_decided_has_time')],
            },
        ),
    ]

"""What a list shows of somebody besides their own row comes from indexes that have it, without touching the other tables' rows.

They take the place of the foreign keys' own indexes.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0020_alike_in_crowds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='contactpoint',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='people.patient'),
        ),
        migrations.AlterField(
            model_name='humanname',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='names', to='people.patient'),
        ),
        migrations.AlterField(
            model_name='identifier',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='people.patient'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(fields=['patient'], include=('id', 'system', 'value', 'preferred', 'do_not_use'), name='contact_of'),
        ),
        migrations.AddIndex(
            model_name='humanname',
            index=models.Index(fields=['patient'], include=('id', 'text'), name='name_of'),
        ),
        migrations.AddIndex(
            model_name='identifier',
            index=models.Index(fields=['patient'], include=('id', 'type', 'value'), name='identifier_of'),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(condition=models.Q(('person_id', models.F('id')), _negated=True), fields=['person_id'], name='patient_linked'),
        ),
    ]

"""Of the duplicates of a day, those that wait for a decision."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_growing_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='duplicateday',
            name='waiting',
            field=models.PositiveIntegerField(db_default=0),
        ),
    ]

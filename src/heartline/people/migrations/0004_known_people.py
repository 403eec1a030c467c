"""The holder's name beside a proxy, and the running number that record numbers are made of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_partial_birth_dates")]
    operations = [
        migrations.AddField("proxy", "holder_name", models.CharField(blank=True, max_length=200)),
        migrations.RunSQL("CREATE SEQUENCE people_mrn START 1000001", "DROP SEQUENCE people_mrn"),
    ]

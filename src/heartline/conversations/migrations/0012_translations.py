import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_said_words"), ("people", "0023_staff_invitation")]
    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confidential", models.BooleanField(db_default=False, default=False)),
                ("kind", models.CharField(choices=[("read", "Translated for reading"), ("written", "As it was written before it was translated")], max_length=8)),
                ("language", models.CharField(max_length=12)),
                ("text", models.TextField()),
                ("proposed", models.TextField(blank=True)),
                ("provider", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.staffmember")),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="translations", to="conversations.message")),
                ("patient", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.patient")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("message", "language"), name="translated_once")]},
        ),
    ]

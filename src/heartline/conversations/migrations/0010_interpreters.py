"""There is a queue that takes what interpreters are asked for."""

from django.db import migrations

NAMES = {
    "en": "Interpreters",
    "es": "Intérpretes",
    "zh-hans": "口译员",
    "vi": "Phiên dịch viên",
    "ar": "المترجمون الفوريون",
}


def interpreters(apps, _editor):
    queues = apps.get_model("conversations", "Queue").objects
    queues.get_or_create(slug="interpreters", defaults={"name": NAMES, "place": 1001})


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_more_doors")]
    operations = [migrations.RunPython(interpreters, migrations.RunPython.noop)]

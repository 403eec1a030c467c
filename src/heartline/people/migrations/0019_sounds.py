"""An index of the marked consonants in search texts: by their trigrams they were dear to look for."""

import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Func, Value

MARKED = Func("search", Value(" [^~^ ][^ ]*"), Value(""), Value("g"), function="regexp_replace")
SOUNDS = Func(MARKED, Value(" "), function="string_to_array")


class Migration(migrations.Migration):
    dependencies = [("people", "0018_verified_by_answering")]
    operations = [
        migrations.AddIndex("patient", django.contrib.postgres.indexes.GinIndex(SOUNDS, name="patient_sounds")),
    ]

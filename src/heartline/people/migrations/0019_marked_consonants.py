"""Consonants in search texts were marked "~" and "^" before them; now with a digit after them, too."""

from django.db import migrations

CHANGE = """
ALTER TABLE people_patient DISABLE TRIGGER words_of_changed;
UPDATE people_patient SET search = {} WHERE search ~ '{}';
ALTER TABLE people_patient ENABLE TRIGGER words_of_changed;
"""
MARK = CHANGE.format(
    r"regexp_replace(regexp_replace(search, ' ~([^ ]+)', ' ~\10', 'g'), ' \^([^ ]+)', ' ^\11', 'g')", r" [~^]"
)
UNMARK = CHANGE.format(r"regexp_replace(search, ' ([~^][^ ]+)[01]', ' \1', 'g')", r" [~^]")


class Migration(migrations.Migration):
    dependencies = [("people", "0018_verified_by_answering")]
    operations = [migrations.RunSQL(MARK, UNMARK)]

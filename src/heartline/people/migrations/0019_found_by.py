"""An index of how the words of a search text begin and sound, beside that of their trigrams.

By trigrams the time to find somebody grows with the number of patients; by beginnings, with the number of those found.
"""

import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Func

# Beginnings are as long as people.search.rules.BEGINNING; "~" and "^" mark consonants, which are kept whole.
FOUND_BY = """
CREATE FUNCTION heartline_found_by(search text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT CASE WHEN word ~ '^[~^]' THEN word ELSE left(word, letters) END)
    FROM string_to_table(search, ' ') AS word,
         generate_series(1, CASE WHEN word ~ '^[~^]' THEN 1 ELSE least(length(word), 6) END) AS letters
    WHERE word !~ '^[0-9]'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0018_verified_by_answering")]
    operations = [
        migrations.RunSQL(FOUND_BY, "DROP FUNCTION heartline_found_by(text)"),
        migrations.AddIndex(
            "patient",
            django.contrib.postgres.indexes.GinIndex(
                Func("search", function="heartline_found_by"), name="patient_found_by"
            ),
        ),
    ]

"""Whom to compare with somebody: the patients who have most of their keys in common, the rarest keys first."""

from django.db import migrations

# A key that more than `most` patients have is left out: reading on would cost more than it tells, and whoever is meant
# is found by the others. The planner cannot know how rare a key is, so it is told to go by the index.
ALIKE = """
CREATE FUNCTION heartline_alike(wanted integer[], most integer, best integer)
RETURNS TABLE (patient_id uuid, rank double precision) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH found AS (
        SELECT known.patient_id, count(*) OVER (PARTITION BY key) AS number
        FROM unnest(wanted) AS key, LATERAL (
            SELECT m.patient_id FROM people_matchkeys m WHERE m.keys @> ARRAY[key] LIMIT most + 1
        ) AS known
    )
    SELECT found.patient_id, sum(1 + ln(most::float / number)) AS rank
    FROM found WHERE number <= most GROUP BY found.patient_id ORDER BY rank DESC, found.patient_id LIMIT best
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0016_match_keys")]
    operations = [migrations.RunSQL(ALIKE, "DROP FUNCTION heartline_alike(integer[], integer, integer)")]

"""Whom to compare with somebody all of whose keys many have: those who have several of these keys together."""

from django.db import migrations

# As before, a key that more than `most` patients have tells too little alone. Together such keys tell more: who has all
# of them comes in any case, who has any two of the first five only where the rare keys found fewer than `best`.
ALIKE = """
CREATE OR REPLACE FUNCTION heartline_alike(wanted integer[], most integer, best integer)
RETURNS TABLE (patient_id uuid, rank double precision) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH found AS MATERIALIZED (
        SELECT key, known.patient_id, count(*) OVER (PARTITION BY key) AS number
        FROM unnest(wanted) AS key, LATERAL (
            SELECT m.patient_id FROM people_matchkeys m WHERE m.keys @> ARRAY[key] LIMIT most + 1
        ) AS known
    ),
    rare AS MATERIALIZED (
        SELECT found.patient_id, sum(1 + ln(most::float / number)) AS rank
        FROM found WHERE number <= most GROUP BY found.patient_id
    ),
    common AS MATERIALIZED (
        SELECT key, row_number() OVER (ORDER BY key) AS place FROM found WHERE number > most GROUP BY key
    ),
    combined AS (
        SELECT array_agg(key) AS keys, true AS all_of_them FROM common HAVING count(*) > 0
        UNION ALL
        SELECT ARRAY[a.key, b.key], false FROM common a JOIN common b ON a.place < b.place AND b.place <= 5
        WHERE (SELECT count(*) FROM rare) < best
    ),
    together AS (
        SELECT known.patient_id, all_of_them, cardinality(keys) AS kinds, count(*) OVER (PARTITION BY keys) AS number
        FROM combined, LATERAL (
            SELECT m.patient_id FROM people_matchkeys m WHERE m.keys @> keys
            LIMIT CASE WHEN all_of_them THEN best ELSE most + 1 END
        ) AS known
    ),
    ranked AS (
        SELECT rare.patient_id, rare.rank FROM rare
        UNION ALL
        SELECT together.patient_id, max(CASE WHEN all_of_them THEN kinds * 0.99 ELSE 1 + ln(most::float / number) END)
        FROM together WHERE all_of_them OR number <= most GROUP BY together.patient_id
    )
    SELECT ranked.patient_id, sum(ranked.rank) AS rank
    FROM ranked GROUP BY ranked.patient_id ORDER BY rank DESC, ranked.patient_id LIMIT best
$$;
"""
ALIKE_BEFORE = """
CREATE OR REPLACE FUNCTION heartline_alike(wanted integer[], most integer, best integer)
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
    dependencies = [("people", "0019_found_by")]
    operations = [migrations.RunSQL(ALIKE, ALIKE_BEFORE)]

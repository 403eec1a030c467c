"""What a list shows of each patient besides their own row, by a function: its plan is made once a connection, not once a search."""

from django.db import migrations

# `records`: how many the person has. Names are those of all of them, the one's own first; of phones the one to call.
LISTED = """
CREATE FUNCTION heartline_listed(ids uuid[], persons uuid[])
RETURNS TABLE (id uuid, names text[], mrn text, phone text, records integer)
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT one.id,
        ARRAY(SELECT n.text::text FROM people_humanname n WHERE n.patient_id = ANY (one.records)
              ORDER BY n.patient_id <> one.id, n.id),
        coalesce((SELECT i.value::text FROM people_identifier i WHERE i.patient_id = one.id AND i.type = 'MR'
                  ORDER BY i.id LIMIT 1), ''),
        coalesce((SELECT c.value::text FROM people_contactpoint c WHERE c.patient_id = ANY (one.records) AND c.system <> 'email'
                  GROUP BY c.value HAVING NOT bool_or(c.do_not_use)
                  ORDER BY bool_or(c.preferred) DESC, bool_or(c.patient_id = one.id) DESC, min(c.id) LIMIT 1), ''),
        cardinality(one.records)
    FROM (
        -- The leading record has the person's id; the others are in an index of their own, which is small.
        SELECT hit.id, hit.id || ARRAY(
            SELECT p.id FROM people_patient p WHERE p.person_id = hit.person AND p.person_id <> p.id AND p.id <> hit.id
        ) || ARRAY(SELECT p.id FROM people_patient p WHERE p.id = nullif(hit.person, hit.id)) AS records
        FROM unnest(ids, persons) AS hit (id, person)
    ) AS one;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0021_what_lists_read")]
    operations = [migrations.RunSQL(LISTED, "DROP FUNCTION heartline_listed(uuid[], uuid[])")]

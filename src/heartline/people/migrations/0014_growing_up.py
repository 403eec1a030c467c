"""How far a proxy reaches today, by the rules for birthdays; and which protected records are closed to whom.

The database decides at each request, by the birth date and the calendar of the organization: no job has to run for a
parent's access to end on the day.
"""

from django.db import migrations

CALENDAR = """
CREATE FUNCTION heartline_today(moment timestamptz) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT (moment AT TIME ZONE coalesce(
        (SELECT time_zone FROM people_site ORDER BY active DESC, name LIMIT 1), 'UTC'))::date
$$;

CREATE FUNCTION heartline_birthday(born date, years int) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    -- Who was born on 29 February has the birthday on 1 March in a year without that day.
    SELECT turned + CASE WHEN extract(day FROM turned) < extract(day FROM born) THEN 1 ELSE 0 END
    FROM (SELECT (born + make_interval(years => years))::date AS turned) AS plain
$$;

CREATE FUNCTION heartline_born(birth_date date, birth_partial text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    -- Where only the month or the year is known, the first day of it: in doubt for the one who grows up.
    SELECT coalesce(birth_date, CASE
        WHEN birth_partial ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' THEN (birth_partial || '-01')::date
        WHEN birth_partial ~ '^[0-9]{4}$' AND birth_partial <> '0000' THEN (birth_partial || '-01-01')::date END)
$$;
"""

SCOPE = """
CREATE FUNCTION heartline_proxy_scope(
    starts_on date, ends_on date, revoked_at timestamptz, relationship text, scope text, beyond_age boolean,
    born date, moment timestamptz
) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    today date := heartline_today(moment);
    rule people_agerule;
    narrow CONSTANT text[] := ARRAY['read', 'visits', 'all'];  -- the least first
BEGIN
    IF revoked_at IS NOT NULL OR starts_on > today OR ends_on <= today THEN
        RETURN '';
    END IF;
    IF beyond_age OR born IS NULL THEN
        RETURN scope;
    END IF;
    FOR rule IN SELECT * FROM people_agerule AS r WHERE r.relationship = heartline_proxy_scope.relationship LOOP
        IF today >= heartline_birthday(born, rule.from_age)
           AND starts_on < heartline_birthday(born, coalesce(rule.to_age, rule.from_age)) THEN
            IF rule.effect = 'ends' THEN
                RETURN '';
            ELSIF rule.effect = 'narrows' AND array_position(narrow, rule.scope) < array_position(narrow, scope) THEN
                scope := rule.scope;
            END IF;
        END IF;
    END LOOP;
    RETURN scope;
END $$;
"""

VISIBLE = """
CREATE OR REPLACE FUNCTION heartline_visible_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM people_patient WHERE person_id IN (
        SELECT person_id FROM people_patient WHERE account_id = heartline_account()
        UNION
        SELECT record.person_id FROM people_proxy AS p JOIN people_patient AS record ON record.id = p.patient_id
        WHERE p.holder_id = heartline_account() AND p.revoked_at IS NULL
          AND heartline_proxy_scope(p.starts_on, p.ends_on, p.revoked_at, p.relationship, p.scope, p.beyond_age,
                                    heartline_born(record.birth_date, record.birth_partial), now()) <> ''
    )
$$;
"""
VISIBLE_BEFORE = """
CREATE OR REPLACE FUNCTION heartline_visible_patients() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM people_patient WHERE person_id IN (
        SELECT person_id FROM people_patient WHERE account_id = heartline_account()
        UNION
        SELECT record.person_id FROM people_proxy JOIN people_patient AS record ON record.id = patient_id
        WHERE holder_id = heartline_account() AND revoked_at IS NULL
          AND starts_on <= current_date AND (ends_on IS NULL OR ends_on > current_date)
    )
$$;
"""

# What an installation begins with. No federal law sets these ages: HIPAA (45 CFR 164.502(g)(3)) follows the law of the
# state on who may consent to which care. 18 is the age of majority in most states (19 in Alabama and Nebraska, 21 in
# Mississippi); narrowing at 13, and keeping behavioural care confidential from then on, is what many clinics do, and
# what some states ask for (Washington: RCW 71.34.530, outpatient behavioural care at 13). The organization's own
# counsel decides; a page at the desk changes them.
DEFAULTS = """
INSERT INTO people_agerule (id, relationship, from_age, to_age, effect, scope) VALUES
    (gen_random_uuid(), 'parent', 13, 18, 'narrows', 'visits'),
    (gen_random_uuid(), 'guardian', 13, 18, 'narrows', 'visits'),
    (gen_random_uuid(), 'parent', 18, NULL, 'ends', ''),
    (gen_random_uuid(), 'guardian', 18, NULL, 'ends', '');
INSERT INTO people_privatecare (id, category, from_age, to_age, how) VALUES
    (gen_random_uuid(), 'behavioural', 13, 18, 'always'),
    (gen_random_uuid(), '', 13, NULL, 'on_wish');
"""

CLOSED = """
CREATE FUNCTION heartline_standing_patients(staff uuid, moment timestamptz) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    -- Whom this member of staff is caring for. Nobody, until a domain that knows says more.
    SELECT '{}'::uuid[]
$$;

CREATE FUNCTION heartline_closed_records(staff uuid, moment timestamptz) RETURNS uuid[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT record.id), '{}')
    FROM people_protection AS p
    JOIN people_patient AS marked ON marked.id = p.patient_id
    JOIN people_patient AS record ON record.person_id = marked.person_id
    WHERE p.lifted_at IS NULL
      AND record.person_id NOT IN (
        SELECT opened.person_id FROM people_opening AS o JOIN people_patient AS opened ON opened.id = o.patient_id
        WHERE o.staff_member_id = staff AND o.until > moment
        UNION ALL
        SELECT own.person_id FROM people_patient AS own WHERE own.id = ANY (heartline_standing_patients(staff, moment)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0013_records_of")]
    operations = [
        migrations.RunSQL(
            CALENDAR,
            "DROP FUNCTION heartline_today(timestamptz); DROP FUNCTION heartline_birthday(date, int); "
            "DROP FUNCTION heartline_born(date, text)",
        ),
        migrations.RunSQL(
            SCOPE,
            "DROP FUNCTION heartline_proxy_scope(date, date, timestamptz, text, text, boolean, date, timestamptz)",
        ),
        migrations.RunSQL(VISIBLE, VISIBLE_BEFORE),
        migrations.RunSQL(DEFAULTS, "DELETE FROM people_agerule; DELETE FROM people_privatecare"),
        migrations.RunSQL(
            CLOSED,
            "DROP FUNCTION heartline_closed_records(uuid, timestamptz); "
            "DROP FUNCTION heartline_standing_patients(uuid, timestamptz)",
        ),
    ]

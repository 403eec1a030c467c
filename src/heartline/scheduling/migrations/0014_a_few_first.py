"""Free times, once more: of a thousand clinicians, a few are asked first.

Times come in the order of their moment, then of who gives them. When the few who come first in that order have enough at the
first moment at which anybody may begin, nobody else's hours and visits change the answer. When they have not, everybody is
looked at as before, and what was already delivered is passed over: it is what comes first there, too.
"""

from importlib import import_module

from django.db import migrations

BEFORE = str(
    import_module("heartline.scheduling.migrations.0013_no_start_that_no_clock_shows").Migration.operations[0].sql
)

CHANGES = {
    """    working_for uuid[];      -- they, and who could help them
""": """    helpers uuid[] := '{}';  -- who could help them
    asked uuid[];            -- those of the clinicians who are looked at
    working_for uuid[];      -- they, and who could help them
    few integer := 0;        -- so many are looked at first; 0: all
    soonest timestamptz;     -- the first moment at which anybody may begin
    passed_over integer := 0;
""",
    """    working_for := clinicians;
    IF needs_helper THEN
        SELECT clinicians || array_agg(r.id) INTO working_for
        FROM scheduling_need n JOIN scheduling_resource r ON r.kind = 'clinician' AND r.tag = n.tag AND r.active
        WHERE n.service_id = service.id AND n.kind = 'clinician' AND r.id <> ALL (clinicians);
    END IF;
""": """    IF needs_helper THEN
        SELECT array_agg(r.id) INTO helpers
        FROM scheduling_need n JOIN scheduling_resource r ON r.kind = 'clinician' AND r.tag = n.tag AND r.active
        WHERE n.service_id = service.id AND n.kind = 'clinician';
    END IF;
""",
    """        ) h;
    END IF;

    LOOP
    IF at_most IS NOT NULL THEN
        IF worked IS NULL OR isempty(worked) OR left_over <= 0 THEN
            RETURN;
        END IF;
        bounds""": """        ) h;
        IF cardinality(clinicians) > 64 * at_most THEN
            -- On no site's clock is there a start before this one. Where that is further away than one step, clocks
            -- are set back, and there may be.
            SELECT min(next) INTO soonest
            FROM (SELECT DISTINCT s.time_zone AS zone, lower(worked) AT TIME ZONE s.time_zone AS wall
                  FROM people_site s WHERE s.active) clock
            CROSS JOIN LATERAL (SELECT least(
                date_bin(service.step, wall - interval '1 microsecond', date_trunc('day', wall)) + service.step,
                date_trunc('day', wall) + interval '1 day') AT TIME ZONE zone AS next) grid
            WHERE next >= lower(worked);
            IF soonest - lower(worked) < service.step THEN
                few := 16 * at_most;
            END IF;
        END IF;
    END IF;

    LOOP
    asked := clinicians;
    IF at_most IS NOT NULL THEN
        IF worked IS NULL OR isempty(worked) OR left_over <= 0 THEN
            RETURN;
        END IF;
    END IF;
    IF few > 0 THEN
        asked := clinicians[:few];
        bounds := whole * tstzrange(lower(worked), soonest, '[]');
    ELSIF at_most IS NOT NULL THEN
        bounds""",
    """    around := tstzrange(lower(bounds)""": """    working_for := asked || helpers;
    around := tstzrange(lower(bounds)""",
    "FROM unnest(clinicians) AS id": "FROM unnest(asked) AS id",
    "        LIMIT left_over\n": "        LIMIT left_over OFFSET passed_over\n",
    """    left_over := left_over - delivered;
""": """    left_over := left_over - delivered;
    passed_over := CASE WHEN few > 0 THEN delivered ELSE 0 END;
    few := 0;
""",
}


def changed(text: str) -> str:
    for old, new in CHANGES.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0013_no_start_that_no_clock_shows")]
    operations = [migrations.RunSQL(changed(BEFORE), BEFORE)]

"""Free time, again: with devices, helpers and lanes, and the soonest times without counting all the others.

The same computation as in 0002_free_times, in *starts*, with more in it. A service may need a device or one more clinician
(scheduling_need): a start is free where somebody or something for each need could begin then, too, and never is the one
who gives the visit the one who helps. A lane (a second resource of a clinician, for overbooking) is free when its clinician
works here, online only if it was opened to patients. Asked for the first so many, it looks at growing windows of worked
time and stops when it has them; hours are read for those, and what is taken looked up of those, who work in the window.
An obstacle is only looked for where it could matter: by whole days only where a daily cap is counted.
"""

from django.db import migrations

FREE_TIMES = """
CREATE FUNCTION heartline_free_times(
    wanted_service uuid,
    from_moment timestamptz,                  -- starts are at or after this …
    until_moment timestamptz,                 -- … and before this
    present timestamptz,                      -- the moment it is now
    wanted_clinicians uuid[] DEFAULT NULL,
    wanted_site uuid DEFAULT NULL,
    wanted_mode text DEFAULT NULL,
    own_holder text DEFAULT '',               -- whose holds do not count
    is_online boolean DEFAULT true,           -- lead time and horizon apply; staff may book until a visit's end
    moving uuid[] DEFAULT NULL,               -- appointments whose reservations do not count
    for_patient uuid DEFAULT NULL,            -- new or returning? and not while they are elsewhere
    at_most integer DEFAULT NULL              -- the first so many
) RETURNS TABLE (
    clinician_id uuid, site_id uuid, starts_at timestamptz, ends_at timestamptz, room_id uuid, modes text[],
    further uuid[]                            -- devices and helpers that the visit would take besides
)
LANGUAGE plpgsql STABLE SECURITY INVOKER ROWS 2000
SET timezone = 'UTC'
SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    service scheduling_service%ROWTYPE;
    whole tstzrange;         -- starts that the question and the service's rules allow
    bounds tstzrange;        -- those that are looked at: all of them, or one window after the other
    around tstzrange;        -- where an obstacle could matter
    clinicians uuid[];       -- who gives the service, and is asked for
    working_for uuid[];      -- they, and who could help them
    needs_device boolean;
    needs_helper boolean;
    worked tstzmultirange;   -- when anybody of them may work: a bit more than is true
    width interval;
    left_over integer := at_most;
    delivered integer;
    length interval;         -- of the visit with the buffer after it
    wanted_modes text[];
    needs_room boolean;
    is_new boolean := false;
    records uuid[];          -- all of that one person
    elsewhere tstzmultirange := '{}';
BEGIN
    SELECT * INTO service FROM scheduling_service s WHERE s.id = wanted_service AND s.active;
    IF NOT FOUND OR from_moment >= until_moment OR (is_online AND service.online = 'nobody') THEN
        RETURN;
    END IF;
    wanted_modes := CASE WHEN wanted_mode IS NULL THEN service.modes
                         WHEN wanted_mode = ANY (service.modes) THEN ARRAY[wanted_mode] ELSE '{}' END;
    needs_room := service.room_kind <> '' AND 'in_person' = ANY (wanted_modes);
    length := service.duration + service.buffer_after;
    whole := tstzrange(from_moment, until_moment) * CASE
        WHEN is_online THEN tstzrange(present + service.lead_time,
                                      present + greatest(service.lead_time, service.horizon), '[]')
        ELSE tstzrange(present - service.duration, NULL, '()') END;
    IF isempty(whole) THEN
        RETURN;
    END IF;
    IF for_patient IS NOT NULL THEN
        records := heartline_records_of(for_patient);
        is_new := NOT EXISTS (SELECT FROM scheduling_appointment a
                              WHERE a.patient_id = ANY (records) AND a.status IN ('arrived', 'fulfilled'));
        IF is_new AND is_online AND service.online = 'returning' THEN
            RETURN;
        END IF;
        SELECT coalesce(range_agg(tstzrange(lower(a.period) - service.duration, upper(a.period), '()')), '{}')
        INTO elsewhere
        FROM scheduling_appointment a
        WHERE a.patient_id = ANY (records) AND a.status IN ('booked', 'arrived')
          AND (moving IS NULL OR a.id <> ALL (moving))
          AND a.period && tstzrange(lower(whole), upper(whole) + service.duration, '[]');
    END IF;

    SELECT array_agg(r.id ORDER BY r.id) INTO clinicians
    FROM scheduling_offering o
    JOIN scheduling_resource r ON r.id = o.resource_id AND r.kind = 'clinician' AND r.active
    LEFT JOIN scheduling_resource giver ON giver.id = r.lane_of_id AND giver.active
    JOIN people_staffmember m ON m.id = coalesce(r.staff_member_id, giver.staff_member_id) AND m.active
    WHERE o.service_id = service.id
      AND (r.lane_of_id IS NULL OR r.lane_online OR NOT is_online)
      AND (wanted_clinicians IS NULL OR r.id = ANY (wanted_clinicians))
      AND (o.new_patients OR NOT is_new);
    IF clinicians IS NULL THEN
        RETURN;
    END IF;
    SELECT coalesce(bool_or(n.kind = 'device'), false) AND 'in_person' = ANY (wanted_modes),
           coalesce(bool_or(n.kind = 'clinician'), false)
    INTO needs_device, needs_helper
    FROM scheduling_need n WHERE n.service_id = service.id;
    working_for := clinicians;
    IF needs_helper THEN
        SELECT clinicians || array_agg(r.id) INTO working_for
        FROM scheduling_need n JOIN scheduling_resource r ON r.kind = 'clinician' AND r.tag = n.tag AND r.active
        WHERE n.service_id = service.id AND n.kind = 'clinician' AND r.id <> ALL (clinicians);
    END IF;

    bounds := whole;
    IF at_most IS NOT NULL THEN
        -- The first so many: look at a short while first, the shorter the more there are to look at, and only at hours
        -- in which anybody may work. What is free soon is then found without counting what is free in three months.
        width := greatest(interval '1 hour', least(interval '3 days', interval '60 days' / cardinality(clinicians)));
        SELECT range_agg(tstzrange(h.begins - h.margin, h.ends + h.margin)) * tstzmultirange(whole)
        INTO worked
        FROM (
            SELECT (d + p.starts) AT TIME ZONE s.time_zone AS begins, (d + p.ends) AT TIME ZONE s.time_zone AS ends,
                   -- where clocks jump, a time may fall outside of the earliest and the latest
                   CASE WHEN p.starts < time '05:00' THEN interval '2 hours' ELSE interval '0' END AS margin
            FROM (SELECT p.site_id, p.weekday, min(p.starts) AS starts, max(p.ends) AS ends
                  FROM scheduling_workingpattern p
                  WHERE p.resource_id = ANY (clinicians) AND (wanted_site IS NULL OR p.site_id = wanted_site)
                  GROUP BY p.site_id, p.weekday) p
            JOIN people_site s ON s.id = p.site_id AND s.active
            CROSS JOIN LATERAL (SELECT (lower(whole) AT TIME ZONE s.time_zone)::date AS first) begin
            CROSS JOIN generate_series((begin.first + (p.weekday - extract(isodow FROM begin.first)::int + 7) % 7)::timestamp,
                                       (upper(whole) AT TIME ZONE s.time_zone)::date::timestamp, interval '7 days') d
            UNION ALL
            SELECT e.date::timestamp AT TIME ZONE 'UTC' - interval '1 day', e.date::timestamp AT TIME ZONE 'UTC' + interval '2 days', interval '0'
            FROM scheduling_patternexception e WHERE e.works AND e.resource_id = ANY (clinicians)
        ) h;
    END IF;

    LOOP
    IF at_most IS NOT NULL THEN
        IF worked IS NULL OR isempty(worked) OR left_over <= 0 THEN
            RETURN;
        END IF;
        bounds := whole * tstzrange(lower(worked), lower(worked) + width);
        worked := worked - tstzmultirange(tstzrange(NULL, lower(worked) + width));
        width := least(width * 3, interval '30 days');
    END IF;
    around := tstzrange(lower(bounds) - service.buffer_before, upper(bounds) + length, '[]');
    IF service.daily_cap IS NOT NULL THEN  -- counted over whole local days
        around := tstzrange(lower(around) - interval '26 hours', upper(around) + interval '26 hours');
    END IF;

    RETURN QUERY
    WITH clinician AS MATERIALIZED (
        SELECT id FROM unnest(clinicians) AS id
    ),
    help AS MATERIALIZED (  -- who and what could serve a need; helpers wherever they work
        SELECT n.kind, n.tag, r.id, r.site_id, r.name
        FROM scheduling_need n
        JOIN scheduling_resource r ON r.kind = n.kind AND r.tag = n.tag AND r.active
        LEFT JOIN people_staffmember m ON m.id = r.staff_member_id
        WHERE n.service_id = service.id AND (needs_device OR needs_helper)
          AND (n.kind = 'clinician' AND m.active
               OR n.kind = 'device' AND needs_device AND (wanted_site IS NULL OR r.site_id = wanted_site))
    ),
    day AS MATERIALIZED (  -- each local date of each site, and what is closed then, as forbidden starts
        SELECT s.id AS site_id, s.time_zone AS zone, d::date AS date, extract(isodow FROM d)::int AS weekday,
               d AT TIME ZONE s.time_zone AS midnight, (d + interval '1 day') AT TIME ZONE s.time_zone AS next_midnight
        FROM people_site s
        CROSS JOIN generate_series((lower(bounds) AT TIME ZONE s.time_zone)::date::timestamp,
                                   (upper(bounds) AT TIME ZONE s.time_zone)::date::timestamp, interval '1 day') d
        WHERE s.active AND (wanted_site IS NULL OR s.id = wanted_site)
    ),
    closed AS MATERIALIZED (
        SELECT s.id AS site_id,
               range_agg(tstzrange(lower(c.period) - service.duration, upper(c.period), '()')) AS starts
        FROM scheduling_closure c
        JOIN people_site s ON c.site_id IS NULL OR c.site_id = s.id
        WHERE c.period && around
        GROUP BY s.id
    ),
    away AS MATERIALIZED (
        SELECT e.resource_id, d.site_id, d.date, range_agg(tstzrange(span.begins, span.ends)) AS hours
        FROM scheduling_patternexception e
        JOIN day d ON d.date = e.date AND (e.site_id IS NULL OR e.site_id = d.site_id)
        CROSS JOIN LATERAL (SELECT coalesce((d.date + e.starts) AT TIME ZONE d.zone, d.midnight) AS begins,
                                   coalesce((d.date + e.ends) AT TIME ZONE d.zone, d.next_midnight) AS ends) span
        WHERE NOT e.works AND span.begins < span.ends
        GROUP BY e.resource_id, d.site_id, d.date
    ),
    working AS (
        SELECT p.resource_id, d.site_id, d.date, d.zone, p.modes,
               (d.date + p.starts) AT TIME ZONE d.zone AS begins, (d.date + p.ends) AT TIME ZONE d.zone AS ends
        FROM scheduling_workingpattern p
        JOIN day d ON d.site_id = p.site_id AND d.weekday = p.weekday
                  AND d.date >= p.valid_from AND (p.valid_until IS NULL OR d.date <= p.valid_until)
        WHERE p.resource_id = ANY (working_for)
          -- in a short window most of a day's hours do not matter; hours that touch it, or each other, do
          AND (at_most IS NULL OR ((d.date + p.starts) AT TIME ZONE d.zone <= upper(bounds) + length
                                   AND (d.date + p.ends) AT TIME ZONE d.zone >= lower(bounds)))
        UNION ALL
        SELECT e.resource_id, d.site_id, d.date, d.zone, '{}',
               coalesce((d.date + e.starts) AT TIME ZONE d.zone, d.midnight),
               coalesce((d.date + e.ends) AT TIME ZONE d.zone, d.next_midnight)
        FROM scheduling_patternexception e
        JOIN day d ON d.site_id = e.site_id AND d.date = e.date
        WHERE e.works AND e.resource_id = ANY (working_for)
    ),
    hours AS MATERIALIZED (  -- when a clinician sees people in a mode, a local date at a time
        SELECT w.resource_id, w.site_id, w.date, w.zone, mode.name AS mode,
               range_agg(tstzrange(w.begins, w.ends)) AS spans
        FROM working w
        JOIN unnest(wanted_modes) AS mode(name) ON w.modes = '{}' OR mode.name = ANY (w.modes)
        WHERE w.begins < w.ends
        GROUP BY w.resource_id, w.site_id, w.date, w.zone, mode.name
    ),
    roster AS MATERIALIZED (  -- the starts of visits that end within these hours
        SELECT h.resource_id, h.site_id, h.zone, h.mode,
               range_agg(tstzrange(lower(span), upper(span) - service.duration, '[]')) AS starts
        FROM hours h
        LEFT JOIN away a ON a.resource_id = h.resource_id AND a.site_id = h.site_id AND a.date = h.date
        CROSS JOIN LATERAL unnest(h.spans - coalesce(a.hours, '{}')) AS span
        WHERE upper(span) - lower(span) >= service.duration
        GROUP BY h.resource_id, h.site_id, h.zone, h.mode
    ),
    room AS MATERIALIZED (
        SELECT r.id, m.site_id, m.name
        FROM people_room m
        JOIN scheduling_resource r ON r.room_id = m.id AND r.active
        WHERE needs_room AND m.active AND m.kind = service.room_kind
          AND (wanted_site IS NULL OR m.site_id = wanted_site)
    ),
    taken AS MATERIALIZED (
        SELECT t.resource_id, t.period, t.service_id
        FROM (SELECT resource_id AS id FROM roster UNION SELECT id FROM room UNION SELECT id FROM help) wanted
        JOIN scheduling_reservation t ON t.resource_id = wanted.id AND t.period && around
        WHERE (t.held_until IS NULL OR (t.held_until > present AND (own_holder = '' OR t.holder <> own_holder)))
          AND (moving IS NULL OR t.appointment_id IS NULL OR t.appointment_id <> ALL (moving))
    ),
    busy AS MATERIALIZED (
        SELECT t.resource_id,
               range_agg(tstzrange(lower(t.period) - length, upper(t.period) + service.buffer_before, '()')) AS starts
        FROM taken t
        GROUP BY t.resource_id
    ),
    full_day AS MATERIALIZED (
        SELECT f.resource_id, f.site_id,
               range_agg(tstzrange(f.date::timestamp AT TIME ZONE f.zone, (f.date + 1)::timestamp AT TIME ZONE f.zone)) AS starts
        FROM (SELECT t.resource_id, s.site_id, s.zone,
                     ((lower(t.period) + service.buffer_before) AT TIME ZONE s.zone)::date AS date
              FROM taken t
              CROSS JOIN (SELECT DISTINCT site_id, zone FROM day) s
              WHERE service.daily_cap IS NOT NULL AND t.service_id = service.id
              GROUP BY t.resource_id, s.site_id, s.zone, date
              HAVING count(*) >= service.daily_cap) f
        GROUP BY f.resource_id, f.site_id
    ),
    room_free AS MATERIALIZED (
        SELECT r.id, r.site_id, r.name,
               tstzmultirange(bounds) - coalesce(b.starts, '{}') - coalesce((
                   SELECT range_agg(tstzrange(lower(gone) - service.duration, upper(gone), '()'))
                   FROM away a CROSS JOIN unnest(a.hours) AS gone
                   WHERE a.resource_id = r.id AND a.site_id = r.site_id), '{}') AS starts
        FROM room r
        LEFT JOIN busy b ON b.resource_id = r.id
        ORDER BY r.name
    ),
    site_room AS MATERIALIZED (
        SELECT f.site_id, range_agg(f.starts) AS starts FROM room_free f GROUP BY f.site_id
    ),
    help_free AS MATERIALIZED (  -- when each of those could begin
        SELECT h.kind, h.tag, h.id, h.name, h.site_id, 'in_person' AS mode,
               tstzmultirange(bounds) - coalesce(b.starts, '{}') - coalesce((
                   SELECT range_agg(tstzrange(lower(gone) - service.duration, upper(gone), '()'))
                   FROM away a CROSS JOIN unnest(a.hours) AS gone
                   WHERE a.resource_id = h.id AND a.site_id = h.site_id), '{}') AS starts
        FROM help h
        LEFT JOIN busy b ON b.resource_id = h.id
        WHERE h.kind = 'device'
        UNION ALL
        SELECT h.kind, h.tag, h.id, h.name, r.site_id, r.mode, r.starts - coalesce(b.starts, '{}')
        FROM help h
        JOIN roster r ON r.resource_id = h.id
        LEFT JOIN busy b ON b.resource_id = h.id
        WHERE h.kind = 'clinician'
    ),
    helped AS MATERIALIZED (  -- the starts at which all that is needed could be had, for each who gives the visit
        SELECT r.resource_id, r.site_id, r.mode, range_intersect_agg(coalesce(anyone.starts, '{}')) AS starts
        FROM (SELECT DISTINCT resource_id, site_id, mode FROM roster WHERE needs_device OR needs_helper) r
        JOIN clinician c ON c.id = r.resource_id
        JOIN scheduling_need n ON n.service_id = service.id AND (n.kind = 'clinician' OR r.mode = 'in_person')
        CROSS JOIN LATERAL (SELECT range_agg(f.starts) AS starts FROM help_free f
                            WHERE f.kind = n.kind AND f.tag = n.tag AND f.site_id = r.site_id AND f.mode = r.mode
                              AND f.id <> r.resource_id) anyone
        GROUP BY r.resource_id, r.site_id, r.mode
    ),
    span AS MATERIALIZED (  -- stretches of starts that nothing forbids, with the modes for which they are the same
        SELECT r.resource_id, r.site_id, r.zone, span, (lower(span) AT TIME ZONE r.zone)::date AS date,
               array_agg(r.mode ORDER BY array_position(wanted_modes, r.mode)) AS modes
        FROM roster r
        JOIN clinician giving ON giving.id = r.resource_id
        LEFT JOIN helped x ON x.resource_id = r.resource_id AND x.site_id = r.site_id AND x.mode = r.mode
        LEFT JOIN closed c ON c.site_id = r.site_id
        LEFT JOIN busy b ON b.resource_id = r.resource_id
        LEFT JOIN full_day f ON f.resource_id = r.resource_id AND f.site_id = r.site_id
        LEFT JOIN site_room s ON s.site_id = r.site_id
        CROSS JOIN LATERAL unnest(
            r.starts * tstzmultirange(bounds) - elsewhere - coalesce(c.starts, '{}') - coalesce(b.starts, '{}')
            - coalesce(f.starts, '{}')
            - CASE WHEN needs_room AND r.mode = 'in_person'
                   THEN tstzmultirange(bounds) - coalesce(s.starts, '{}') ELSE '{}' END
            - CASE WHEN needs_helper OR needs_device AND r.mode = 'in_person'
                   THEN tstzmultirange(bounds) - coalesce(x.starts, '{}') ELSE '{}' END) AS span
        GROUP BY r.resource_id, r.site_id, r.zone, span
    ),
    start AS (
        SELECT s.resource_id, s.site_id, s.modes, s.mixed, w AT TIME ZONE s.zone AS moment
        FROM (SELECT *, lower(span) AT TIME ZONE zone AS first, upper(span) AT TIME ZONE zone AS last,
                     upper(span) - lower(span) AS width, min(modes) OVER day <> max(modes) OVER day AS mixed
              FROM span WINDOW day AS (PARTITION BY resource_id, site_id, date)) s
        -- When the clock jumps inside a stretch, its wall-clock times may begin or end beyond those of its ends …
        CROSS JOIN LATERAL generate_series(
            date_bin(service.step, greatest(s.date::timestamp, least(s.first, s.last - s.width)), s.date::timestamp),
            least(greatest(s.last, s.first + s.width), s.date + interval '1 day' - interval '1 microsecond'),
            service.step) AS w
        WHERE s.span @> (w AT TIME ZONE s.zone)
          -- … and some of them never show on any wall.
          AND (s.last - s.first = s.width OR (w AT TIME ZONE s.zone) AT TIME ZONE s.zone = w)
    ),
    chosen AS (
        SELECT * FROM (
            SELECT s.resource_id, s.site_id, s.moment, s.modes FROM start s WHERE NOT s.mixed
            UNION ALL
            SELECT s.resource_id, s.site_id, s.moment,
                   array_agg(mode.name ORDER BY array_position(wanted_modes, mode.name))
            FROM start s CROSS JOIN LATERAL unnest(s.modes) AS mode(name)
            WHERE s.mixed
            GROUP BY s.resource_id, s.site_id, s.moment) found
        ORDER BY moment, resource_id, site_id
        LIMIT left_over
    )
    SELECT c.resource_id, c.site_id, c.moment, c.moment + service.duration,
           CASE WHEN needs_room AND 'in_person' = ANY (c.modes) THEN
               (SELECT f.id FROM room_free f WHERE f.site_id = c.site_id AND f.starts @> c.moment LIMIT 1) END,
           c.modes,
           CASE WHEN needs_device OR needs_helper THEN
               (SELECT array_agg(f.id ORDER BY n.kind, n.tag)
                FROM scheduling_need n
                CROSS JOIN LATERAL (
                    SELECT f.id FROM help_free f
                    WHERE f.kind = n.kind AND f.tag = n.tag AND f.site_id = c.site_id AND f.id <> c.resource_id
                      AND f.mode = CASE WHEN 'in_person' = ANY (c.modes) THEN 'in_person' ELSE c.modes[1] END
                      AND f.starts @> c.moment
                    ORDER BY f.name, f.id LIMIT 1) f
                WHERE n.service_id = service.id
                  AND (n.kind = 'clinician' OR 'in_person' = ANY (c.modes))) ELSE '{}' END
    FROM chosen c
    ORDER BY c.moment, c.resource_id, c.site_id;

    EXIT WHEN at_most IS NULL;
    GET DIAGNOSTICS delivered = ROW_COUNT;
    left_over := left_over - delivered;
    END LOOP;
END $$;
"""

ARGUMENTS = "uuid, timestamptz, timestamptz, timestamptz, uuid[], uuid, text, text, boolean, {}, uuid, integer"
DROP_OLD = f"DROP FUNCTION heartline_free_times({ARGUMENTS.format('uuid')})"
DROP = f"DROP FUNCTION heartline_free_times({ARGUMENTS.format('uuid[]')})"


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0007_caring_for")]
    operations = [
        migrations.RunSQL(DROP_OLD, migrations.RunSQL.noop),
        migrations.RunSQL(FREE_TIMES, DROP),
    ]

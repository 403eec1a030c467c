"""The one computation of free time: what is offered, and whether a start may be taken.

It reasons in *starts*. A visit may start at `s` when the visit lies in working hours, and when the visit with its
buffers meets nothing that is taken. So each obstacle [a, b) forbids the open interval of starts (a − length, b), and
what remains of the working hours is cut by plain multirange subtraction; only then is the step grid laid over it.
Wall-clock times become moments by `(date + time) AT TIME ZONE zone`, which keeps the clock on the wall right on both
days of the year on which it jumps.

Rights are the caller's (SECURITY INVOKER): a patient's request reads the catalogue and reservations, neither of which
says who somebody is, and of appointments its own rows only.
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
    moving uuid DEFAULT NULL,                 -- an appointment whose reservations do not count
    for_patient uuid DEFAULT NULL,            -- new or returning? and not while they are elsewhere
    at_most integer DEFAULT NULL              -- the first so many
) RETURNS TABLE (
    clinician_id uuid, site_id uuid, starts_at timestamptz, ends_at timestamptz, room_id uuid, modes text[]
)
LANGUAGE plpgsql STABLE SECURITY INVOKER ROWS 2000
SET timezone = 'UTC'
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    service scheduling_service%ROWTYPE;
    bounds tstzrange;        -- starts that the question and the service's rules allow
    around tstzrange;        -- where an obstacle could matter: whole local days, for the daily cap
    length interval;         -- of the visit with the buffer after it
    wanted_modes text[];
    needs_room boolean;
    is_new boolean := false;
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
    bounds := tstzrange(from_moment, until_moment) * CASE
        WHEN is_online THEN tstzrange(present + service.lead_time,
                                      present + greatest(service.lead_time, service.horizon), '[]')
        ELSE tstzrange(present - service.duration, NULL, '()') END;
    IF isempty(bounds) THEN
        RETURN;
    END IF;
    around := tstzrange(lower(bounds) - service.buffer_before - interval '26 hours',
                        upper(bounds) + length + interval '26 hours');
    IF for_patient IS NOT NULL THEN
        is_new := NOT EXISTS (SELECT FROM scheduling_appointment a
                              WHERE a.patient_id = for_patient AND a.status IN ('arrived', 'fulfilled'));
        IF is_new AND is_online AND service.online = 'returning' THEN
            RETURN;
        END IF;
        SELECT coalesce(range_agg(tstzrange(lower(a.period) - service.duration, upper(a.period), '()')), '{}')
        INTO elsewhere
        FROM scheduling_appointment a
        WHERE a.patient_id = for_patient AND a.status IN ('booked', 'arrived')
          AND a.id IS DISTINCT FROM moving AND a.period && around;
    END IF;

    RETURN QUERY
    WITH clinician AS MATERIALIZED (
        SELECT r.id
        FROM scheduling_offering o
        JOIN scheduling_resource r ON r.id = o.resource_id AND r.kind = 'clinician' AND r.active
        JOIN people_staffmember m ON m.id = r.staff_member_id AND m.active
        WHERE o.service_id = service.id
          AND (wanted_clinicians IS NULL OR r.id = ANY (wanted_clinicians))
          AND (o.new_patients OR NOT is_new)
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
        UNION ALL
        SELECT e.resource_id, d.site_id, d.date, d.zone, '{}',
               coalesce((d.date + e.starts) AT TIME ZONE d.zone, d.midnight),
               coalesce((d.date + e.ends) AT TIME ZONE d.zone, d.next_midnight)
        FROM scheduling_patternexception e
        JOIN day d ON d.site_id = e.site_id AND d.date = e.date
        WHERE e.works
    ),
    hours AS MATERIALIZED (  -- when a clinician sees people in a mode, a local date at a time
        SELECT w.resource_id, w.site_id, w.date, w.zone, mode.name AS mode,
               range_agg(tstzrange(w.begins, w.ends)) AS spans
        FROM working w
        JOIN clinician c ON c.id = w.resource_id
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
        FROM (SELECT id FROM clinician UNION ALL SELECT id FROM room) wanted
        JOIN scheduling_reservation t ON t.resource_id = wanted.id AND t.period && around
        WHERE (t.held_until IS NULL OR (t.held_until > present AND (own_holder = '' OR t.holder <> own_holder)))
          AND (moving IS NULL OR t.appointment_id IS DISTINCT FROM moving)
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
    span AS MATERIALIZED (  -- stretches of starts that nothing forbids, with the modes for which they are the same
        SELECT r.resource_id, r.site_id, r.zone, span, (lower(span) AT TIME ZONE r.zone)::date AS date,
               array_agg(r.mode ORDER BY array_position(wanted_modes, r.mode)) AS modes
        FROM roster r
        LEFT JOIN closed c ON c.site_id = r.site_id
        LEFT JOIN busy b ON b.resource_id = r.resource_id
        LEFT JOIN full_day f ON f.resource_id = r.resource_id AND f.site_id = r.site_id
        LEFT JOIN site_room s ON s.site_id = r.site_id
        CROSS JOIN LATERAL unnest(
            r.starts * tstzmultirange(bounds) - elsewhere - coalesce(c.starts, '{}') - coalesce(b.starts, '{}')
            - coalesce(f.starts, '{}')
            - CASE WHEN needs_room AND r.mode = 'in_person'
                   THEN tstzmultirange(bounds) - coalesce(s.starts, '{}') ELSE '{}' END) AS span
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
        LIMIT at_most
    )
    SELECT c.resource_id, c.site_id, c.moment, c.moment + service.duration,
           CASE WHEN needs_room AND 'in_person' = ANY (c.modes) THEN
               (SELECT f.id FROM room_free f WHERE f.site_id = c.site_id AND f.starts @> c.moment LIMIT 1) END,
           c.modes
    FROM chosen c
    ORDER BY c.moment, c.resource_id, c.site_id;
END $$;
"""

SIGNATURE = (
    "heartline_free_times(uuid, timestamptz, timestamptz, timestamptz, uuid[], uuid, text, text, boolean, uuid, uuid, integer)"
)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("people", "0002_visibility")]
    operations = [migrations.RunSQL(FREE_TIMES, f"DROP FUNCTION {SIGNATURE}")]

"""Free times for a thousand clinicians: only those who work in the window are looked at, and windows begin when work does.

Hours were joined to everybody by a plan that could not know how many they are; now they are read for an array of whom
they matter for. What is taken is only looked up of those who work within the window. And a window no longer begins
three hours before the doors open, except in the small hours, where clocks jump. The function is changed in its text
where it stands, as in 0011; it fails loudly where it does not find what it knows.
"""

from django.db import migrations

CHANGES = [
    (
        "    clinicians uuid[];       -- who gives the service, and is asked for\n",
        "    clinicians uuid[];       -- who gives the service, and is asked for\n"
        "    working_for uuid[];      -- they, and who could help them\n",
    ),
    (
        "    FROM scheduling_need n WHERE n.service_id = service.id;\n",
        "    FROM scheduling_need n WHERE n.service_id = service.id;\n"
        "    working_for := clinicians;\n"
        "    IF needs_helper THEN\n"
        "        SELECT clinicians || array_agg(r.id) INTO working_for\n"
        "        FROM scheduling_need n JOIN scheduling_resource r ON r.kind = 'clinician' AND r.tag = n.tag AND r.active\n"
        "        WHERE n.service_id = service.id AND n.kind = 'clinician' AND r.id <> ALL (clinicians);\n"
        "    END IF;\n",
    ),
    (
        "        SELECT range_agg(tstzrange(h.begins - interval '3 hours', h.ends + interval '3 hours')) "
        "* tstzmultirange(whole)\n",
        "        SELECT range_agg(tstzrange(h.begins - h.margin, h.ends + h.margin)) * tstzmultirange(whole)\n",
    ),
    (
        "            SELECT (d + p.starts) AT TIME ZONE s.time_zone AS begins, (d + p.ends) AT TIME ZONE s.time_zone AS ends\n",
        "            SELECT (d + p.starts) AT TIME ZONE s.time_zone AS begins, (d + p.ends) AT TIME ZONE s.time_zone AS ends,\n"
        "                   -- where clocks jump, a time may fall outside of the earliest and the latest\n"
        "                   CASE WHEN p.starts < time '05:00' THEN interval '2 hours' ELSE interval '0' END AS margin\n",
    ),
    (
        "            CROSS JOIN generate_series((lower(whole) AT TIME ZONE s.time_zone)::date::timestamp,\n"
        "                                       (upper(whole) AT TIME ZONE s.time_zone)::date::timestamp, interval '1 day') d\n"
        "            WHERE extract(isodow FROM d) = p.weekday\n",
        "            CROSS JOIN LATERAL (SELECT (lower(whole) AT TIME ZONE s.time_zone)::date AS first) begin\n"
        "            CROSS JOIN generate_series((begin.first + (p.weekday - extract(isodow FROM begin.first)::int + 7) % 7)::timestamp,\n"
        "                                       (upper(whole) AT TIME ZONE s.time_zone)::date::timestamp, interval '7 days') d\n",
    ),
    (
        "            SELECT e.date::timestamp AT TIME ZONE 'UTC' - interval '1 day', "
        "e.date::timestamp AT TIME ZONE 'UTC' + interval '2 days'\n",
        "            SELECT e.date::timestamp AT TIME ZONE 'UTC' - interval '1 day', "
        "e.date::timestamp AT TIME ZONE 'UTC' + interval '2 days', interval '0'\n",
    ),
    (
        "                  AND d.date >= p.valid_from AND (p.valid_until IS NULL OR d.date <= p.valid_until)\n"
        "        UNION ALL\n",
        "                  AND d.date >= p.valid_from AND (p.valid_until IS NULL OR d.date <= p.valid_until)\n"
        "        WHERE p.resource_id = ANY (working_for)\n"
        "          -- in a short window most of a day's hours do not matter; hours that touch it, or each other, do\n"
        "          AND (at_most IS NULL OR ((d.date + p.starts) AT TIME ZONE d.zone <= upper(bounds) + length\n"
        "                                   AND (d.date + p.ends) AT TIME ZONE d.zone >= lower(bounds)))\n"
        "        UNION ALL\n",
    ),
    (
        "        JOIN day d ON d.site_id = e.site_id AND d.date = e.date\n        WHERE e.works\n",
        "        JOIN day d ON d.site_id = e.site_id AND d.date = e.date\n"
        "        WHERE e.works AND e.resource_id = ANY (working_for)\n",
    ),
    (
        "        FROM working w\n"
        "        JOIN (SELECT id FROM clinician UNION SELECT id FROM help WHERE kind = 'clinician') c ON c.id = w.resource_id\n",
        "        FROM working w\n",
    ),
    (
        "FROM (SELECT id FROM clinician UNION SELECT id FROM room UNION SELECT id FROM help) wanted",
        "FROM (SELECT resource_id AS id FROM roster UNION SELECT id FROM room UNION SELECT id FROM help) wanted",
    ),
]


def _change(pairs):  # type: ignore[no-untyped-def]
    def run(apps, schema_editor):  # type: ignore[no-untyped-def]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'heartline_free_times'")
            [(text,)] = cursor.fetchall()
            for before, after in pairs:
                if text.count(before) != 1:
                    raise RuntimeError(f"heartline_free_times does not say any more: {before[:80]}")
                text = text.replace(before, after)
            cursor.execute(text)

    return run


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0012_places_in_groups")]
    operations = [
        migrations.RunPython(_change(CHANGES), _change([(after, before) for before, after in reversed(CHANGES)]))
    ]

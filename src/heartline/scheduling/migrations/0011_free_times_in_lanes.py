"""Free times in lanes, too: a lane is free when its clinician works here, online only if it was opened to patients.

The function is the one of 0008 but for the two conditions on who may give the visit, so those are put in its text where it
stands; whatever else it has learned since stays. Fails loudly if it does not find them.
"""

from django.db import migrations

WHO = "JOIN people_staffmember m ON m.id = r.staff_member_id AND m.active\n    WHERE o.service_id = service.id"
WHO_OR_LANE = (
    "LEFT JOIN scheduling_resource giver ON giver.id = r.lane_of_id AND giver.active\n"
    "    JOIN people_staffmember m ON m.id = coalesce(r.staff_member_id, giver.staff_member_id) AND m.active\n"
    "    WHERE o.service_id = service.id\n"
    "      AND (r.lane_of_id IS NULL OR r.lane_online OR NOT is_online)"
)


def _replace(before, after):  # type: ignore[no-untyped-def]
    def change(apps, schema_editor):  # type: ignore[no-untyped-def]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'heartline_free_times'")
            for (text,) in cursor.fetchall():
                if text.count(before) != 1:
                    raise RuntimeError("heartline_free_times does not say any more who may give a visit as it did")
                cursor.execute(text.replace(before, after))

    return change


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0010_attendance_lanes_standards")]
    operations = [migrations.RunPython(_replace(WHO, WHO_OR_LANE), _replace(WHO_OR_LANE, WHO))]

"""The places of a group's session are counted where its visits are written: no code can seat one too many.

The count is kept with the owner's rights: a patient sees that three of eight places are taken, and nobody's visit but
their own. The check group_has_places refuses the ninth, and the session's row makes those who join at once queue.
"""

from django.db import migrations

COUNT = """
CREATE FUNCTION heartline_count_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before uuid := CASE WHEN OLD.status <> 'cancelled' THEN OLD.group_session_id END;
    after uuid := CASE WHEN NEW.status <> 'cancelled' THEN NEW.group_session_id END;
BEGIN
    IF before IS DISTINCT FROM after THEN
        UPDATE scheduling_groupsession SET taken = taken - 1 WHERE id = before;
        UPDATE scheduling_groupsession SET taken = taken + 1 WHERE id = after;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER count_places AFTER INSERT OR DELETE OR UPDATE OF status, group_session_id ON scheduling_appointment
FOR EACH ROW EXECUTE FUNCTION heartline_count_places();
"""
UNDO = "DROP TRIGGER count_places ON scheduling_appointment; DROP FUNCTION heartline_count_places();"


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0010_attendance_lanes_standards")]
    operations = [migrations.RunSQL(COUNT, UNDO)]

"""What a patient's request may make of its own visits and of its place on the waiting list, and whose holds it gives up."""

from django.db import migrations

HOLDER = """
CREATE FUNCTION heartline_holder() RETURNS text LANGUAGE sql STABLE AS $$
    -- The token under which this transaction holds time; nothing where it holds none.
    SELECT nullif(current_setting('heartline.holder', true), '')
$$;
"""

# A patient moves or cancels (booking/rules.py, TRANSITIONS). That somebody came, was seen or was missed is for staff to
# say, and so is who may know of a visit once it is booked.
VISITS = """
CREATE FUNCTION heartline_visit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN (('booked', 'booked'), ('booked', 'cancelled'), ('arrived', 'cancelled')) THEN
        RAISE EXCEPTION 'only staff say what became of a visit' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.patient_id, NEW.service_id, NEW.confidential, NEW.booked_at, NEW.booked_by, NEW.booked_door)
        IS DISTINCT FROM (OLD.patient_id, OLD.service_id, OLD.confidential, OLD.booked_at, OLD.booked_by, OLD.booked_door)
    THEN
        RAISE EXCEPTION 'only staff change for whom and for what a visit is, and who knows of it'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moved_or_cancelled BEFORE UPDATE ON scheduling_appointment
    FOR EACH ROW WHEN (current_user = 'heartline_patient') EXECUTE FUNCTION heartline_visit_guard();
"""

# Urgency and since when are for staff to say; who has left, or has got a time, joins anew.
WAITLIST = """
CREATE OR REPLACE FUNCTION heartline_waitlist_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.urgency <> 0 THEN
            RAISE EXCEPTION 'only staff say how urgent it is' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.urgency, NEW.joined_at, NEW.patient_id, NEW.service_id)
        IS DISTINCT FROM (OLD.urgency, OLD.joined_at, OLD.patient_id, OLD.service_id) THEN
        RAISE EXCEPTION 'only staff change a place on the list' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.status <> 'waiting' OR NEW.status NOT IN ('waiting', 'left', 'served') THEN
        RAISE EXCEPTION 'only staff take somebody back who waits no longer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.unanswered NOT IN (0, OLD.unanswered) THEN
        RAISE EXCEPTION 'only staff count what was not answered' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER staff_say_urgency ON scheduling_waitlistentry;
CREATE TRIGGER keeps_its_place BEFORE INSERT OR UPDATE ON scheduling_waitlistentry
    FOR EACH ROW WHEN (current_user = 'heartline_patient') EXECUTE FUNCTION heartline_waitlist_guard();
"""
WAITLIST_BEFORE = """
DROP TRIGGER keeps_its_place ON scheduling_waitlistentry;
CREATE OR REPLACE FUNCTION heartline_waitlist_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'heartline_patient' AND NEW.urgency <> 0 THEN
        RAISE EXCEPTION 'only staff say how urgent it is';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER staff_say_urgency BEFORE INSERT ON scheduling_waitlistentry
    FOR EACH ROW EXECUTE FUNCTION heartline_waitlist_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0011_places_in_groups"), ("kernel", "0004_done_before")]
    operations = [
        migrations.RunSQL(HOLDER, "DROP FUNCTION heartline_holder()"),
        migrations.RunSQL(VISITS, "DROP FUNCTION heartline_visit_guard() CASCADE"),
        migrations.RunSQL(WAITLIST, WAITLIST_BEFORE),
    ]

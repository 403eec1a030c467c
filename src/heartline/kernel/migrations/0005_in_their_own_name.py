"""What a patient's request writes into ledger and audit log is in the name that its login has, whatever the request says.

Who may not be the actor at all is refused by policies (kernel/db/security.py): here is what can only be looked up.
"""

from django.db import migrations

# Before "chained": triggers fire in the order of their names, and the audit entry's hash has to cover this.
OWN_NAME = """
CREATE FUNCTION heartline_own_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT left(coalesce(
        (SELECT p.name FROM people_patient AS p WHERE p.account_id = heartline_account()),
        (SELECT coalesce(nullif(a.display_name, ''), nullif(a.email, ''), a.phone)
         FROM people_account AS a WHERE a.id = heartline_account()), ''), 200)
$$;
CREATE FUNCTION heartline_actor_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.actor_label := heartline_own_name();
    IF NEW.actor_kind IN ('patient', 'proxy') THEN
        NEW.actor_kind := CASE WHEN NEW.patient_id = ANY (heartline_own_patients()) THEN 'patient' ELSE 'proxy' END;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER actor_named BEFORE INSERT ON ledger_event FOR EACH ROW WHEN (current_user = 'heartline_patient')
    EXECUTE FUNCTION heartline_actor_named();
CREATE TRIGGER actor_named BEFORE INSERT ON audit_entry FOR EACH ROW WHEN (current_user = 'heartline_patient')
    EXECUTE FUNCTION heartline_actor_named();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_done_before")]
    operations = [
        migrations.RunSQL(
            # The tables and functions of people come later in a new database.
            "SET LOCAL check_function_bodies = off;" + OWN_NAME + "SET LOCAL check_function_bodies = on;",
            "DROP FUNCTION heartline_actor_named() CASCADE; DROP FUNCTION heartline_own_name()",
        )
    ]

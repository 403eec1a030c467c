"""What happened under a key is answered to whoever knows the key; no patient's request reads what others did.

And the moment by which the database judges what a patient's request writes: its own clock, or the one that a test set.
"""

from django.db import migrations

NOW = """
CREATE FUNCTION heartline_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('heartline.clock', true), '')::timestamptz, statement_timestamp())
$$;
"""

DONE = """
CREATE FUNCTION heartline_done(asked_action text, asked_key text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT result FROM idempotency_key WHERE action = asked_action AND key = asked_key
$$;
CREATE FUNCTION heartline_remember(new_action text, new_key text, new_result uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO idempotency_key (id, action, key, result) VALUES (gen_random_uuid(), new_action, new_key, new_result)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_confidential")]
    operations = [
        migrations.RunSQL(NOW, "DROP FUNCTION heartline_now()"),
        migrations.RunSQL(
            DONE, "DROP FUNCTION heartline_done(text, text); DROP FUNCTION heartline_remember(text, text, uuid)"
        ),
    ]

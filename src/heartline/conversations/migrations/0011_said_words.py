"""An index of the words of all messages, in any script (conversations/finding/rules.py says how they are made equal)."""

from django.db import migrations

BETWEEN = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u060c\u061b\u061f\u066a-\u066d\u06d4\u2000-\u206f\u2190-\u2bff\u3000-\u303f\ufe00-\ufe6f]+"
CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
MARKS = r"[\u0300-\u036f\u0640\u064b-\u065f\u0670]"
ADD = rf"""
CREATE FUNCTION heartline_said_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(coalesce(array_agg(DISTINCT part), '{{}}'))
    FROM regexp_split_to_table(
        regexp_replace(
            translate(
                regexp_replace(normalize(said, NFKD), '{MARKS}', '', 'g'),
                'ABCDEFGHIJKLMNOPQRSTUVWXYZđĐىةٱßıøØ', 'abcdefghijklmnopqrstuvwxyzddيهاsioo'),
            '([{CJK}]+)', ' \1 ', 'g'),
        '{BETWEEN}') AS run,
    LATERAL (
        SELECT left(run, 40) AS part WHERE run !~ '^[{CJK}]'
        UNION ALL
        SELECT substr(run, i, 2) FROM generate_series(1, char_length(run)) AS i WHERE run ~ '^[{CJK}]'
    ) AS parts
    WHERE run <> ''
$$;
ALTER TABLE conversations_message ADD COLUMN words tsvector GENERATED ALWAYS AS (heartline_said_words(text)) STORED;
CREATE INDEX message_words ON conversations_message USING gin (words) WITH (gin_pending_list_limit = 512);
CREATE INDEX message_at ON conversations_message (at DESC, id DESC);
"""
REMOVE = """
DROP INDEX message_at;
ALTER TABLE conversations_message DROP COLUMN words;
DROP FUNCTION heartline_said_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_interpreters")]
    operations = [migrations.RunSQL(ADD, REMOVE)]

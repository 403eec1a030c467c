"""The words that patients' search texts consist of, so that a mistyped one finds its neighbours without reading patients.

Kept by triggers, whoever writes the search text. Words stay when their last patient goes: they say nothing of anybody.
"""

from django.db import migrations

WORDS = r"""
CREATE TABLE people_searchword (word text PRIMARY KEY);
CREATE INDEX people_searchword_like ON people_searchword USING gin (word gin_trgm_ops);

CREATE FUNCTION heartline_keep_search_words(texts text[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO people_searchword
    SELECT DISTINCT fresh.word FROM unnest(texts) AS line, string_to_table(line, ' ') AS fresh(word)
    WHERE fresh.word ~ '^[a-z]{4,24}$' AND NOT EXISTS (SELECT FROM people_searchword known WHERE known.word = fresh.word)
    ORDER BY 1 ON CONFLICT DO NOTHING
$$;
REVOKE EXECUTE ON FUNCTION heartline_keep_search_words(text[]) FROM PUBLIC;

CREATE FUNCTION heartline_search_words_of_new() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM heartline_keep_search_words(array(SELECT search FROM fresh));
    RETURN NULL;
END $$;
CREATE FUNCTION heartline_search_words_of_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM heartline_keep_search_words(ARRAY[NEW.search]);
    RETURN NULL;
END $$;
CREATE TRIGGER words_of_new AFTER INSERT ON people_patient REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION heartline_search_words_of_new();
CREATE TRIGGER words_of_changed AFTER UPDATE OF search ON people_patient
    FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION heartline_search_words_of_changed();

SELECT heartline_keep_search_words(array(SELECT search FROM people_patient));
"""

GONE = """
DROP FUNCTION heartline_search_words_of_new() CASCADE;
DROP FUNCTION heartline_search_words_of_changed() CASCADE;
DROP FUNCTION heartline_keep_search_words(text[]);
DROP TABLE people_searchword;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_own_record")]
    operations = [migrations.RunSQL(WORDS, GONE)]

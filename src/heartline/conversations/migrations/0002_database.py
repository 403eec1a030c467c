"""What models cannot say: the ledger of consent only grows, and there is a queue that takes what no other takes."""

from django.db import migrations

NAMES = {
    "en": "General",
    "es": "General",
    "zh-hans": "综合",
    "vi": "Chung",
    "ar": "عام",
}
GROWS = """
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON conversations_consententry
    FOR EACH ROW EXECUTE FUNCTION heartline_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON conversations_consententry
    FOR EACH STATEMENT EXECUTE FUNCTION heartline_append_only();
"""
SHRINKS = """
DROP TRIGGER only_grows ON conversations_consententry;
DROP TRIGGER not_emptied ON conversations_consententry;
"""


def general(apps, _editor):
    apps.get_model("conversations", "Queue").objects.create(slug="general", name=NAMES, place=1000)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("kernel", "0004_done_before")]
    operations = [
        migrations.RunSQL(GROWS, SHRINKS),
        migrations.RunPython(general, migrations.RunPython.noop),
    ]

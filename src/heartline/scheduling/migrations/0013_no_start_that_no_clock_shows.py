"""Free times, once more: where hours begin as the clock jumps, a start off the grid was offered.

A wall-clock time that no clock shows (02:30 that night) is the same moment as one that is shown (03:30). It was left out
only in stretches with the jump inside; the first of a stretch that begins at the jump may be one, too.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("heartline.scheduling.migrations.0008_free_times_with_devices").FREE_TIMES.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
ONLY_WITH_A_JUMP_INSIDE = "s.last - s.first = s.width OR "
assert ONLY_WITH_A_JUMP_INSIDE in BEFORE


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0012_own_rows")]
    operations = [migrations.RunSQL(BEFORE.replace(ONLY_WITH_A_JUMP_INSIDE, ""), BEFORE)]

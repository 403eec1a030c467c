"""Message catalogues: .po files are kept, .mo files are made from them where Heartline runs (no gettext needed)."""

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def compile_all() -> int:
    """Compile every catalogue whose .po is newer than its .mo; return how many were compiled."""
    compiled = 0
    for source in PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            compiled += 1
    return compiled

"""What an installation knows of its own backups: the last one made here, and the one that it was restored from."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

LAST, RESTORED = "last-backup.json", "restored.json"


@dataclass(frozen=True, slots=True)
class Entry:
    at: str  # ISO 8601: when it was made, or restored
    file: str
    rows: int
    verified: bool  # made: restored into a scratch database and compared; restored: compared after the restore
    made_at: str  # ISO 8601: the moment whose data it holds

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def write(data: Path, name: str, entry: Entry) -> None:
    (data / name).write_text(json.dumps(asdict(entry)))


def read(data: Path, name: str) -> Entry | None:
    """The entry, or None where there is none that can be read."""
    try:
        return Entry(**json.loads((data / name).read_text()))
    except (OSError, ValueError, TypeError):
        return None

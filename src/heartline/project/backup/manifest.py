"""What a backup says about itself, and the checksums by which a restore proves that it gives everything back."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath

import psycopg
from psycopg import sql

VERSION = 1

# PostgreSQL's own order and hash: the sum does not depend on the order in which a restore wrote the rows.
_SUM = "SELECT count(*), coalesce(sum(hashtextextended(whole::text, 0)), 0)::text FROM {} AS whole"
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
)
# A row as text must look alike wherever it is read.
_SETTINGS = ("SET timezone TO 'UTC'", "SET datestyle TO 'ISO'", "SET intervalstyle TO 'postgres'",
             "SET extra_float_digits TO 1", "SET bytea_output TO 'hex'", "SET row_security TO off")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables`: name → [rows, checksum]; `sequences`: name → last value; `files`: path → SHA-256."""

    made_at: str  # ISO 8601, UTC
    server: str  # PostgreSQL's version
    migrations: list[str]  # applied ones, "people.0001_initial"
    tables: dict[str, list[int | str]]
    sequences: dict[str, int | None]
    files: dict[str, str] = field(default_factory=dict)
    version: int = VERSION

    @property
    def rows(self) -> int:
        return sum(int(rows) for rows, _sum in self.tables.values())

    def dumps(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def loads(cls, text: bytes) -> "Manifest":
        """Raises ValueError or TypeError for what is no manifest of ours."""
        found = cls(**json.loads(text))
        if not all(isinstance(each, dict) for each in (found.tables, found.sequences, found.files)):
            raise TypeError("tables, sequences and files are named")
        if any(PurePath(path).is_absolute() or ".." in PurePath(path).parts for path in found.files):
            raise ValueError("a file would come to lie outside of the data folder")
        return found


def tables(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, list[int | str]]:
    """Rows and checksum of every table, in the connection's own snapshot."""
    for setting in _SETTINGS:
        connection.execute(setting)  # type: ignore[arg-type]
    found: dict[str, list[int | str]] = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(sql.SQL(_SUM).format(sql.Identifier(str(name)))).fetchone()
        assert row is not None
        found[str(name)] = [int(str(row[0])), str(row[1])]
    return found


def migrations(connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """The changes to the tables that the database has seen."""
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id").fetchall()
    return [str(name) for (name,) in rows]


def sequences(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int | None]:
    """Where each sequence stands. Sequences stand outside of snapshots: a restore may be a little further, never behind."""
    rows = connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
    ).fetchall()
    return {str(name): None if value is None else int(str(value)) for name, value in rows}


def differences(manifest: Manifest, connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """What a restored database lacks or has otherwise, in words; empty when it is all there."""
    there, found = tables(connection), []
    for name, (rows, checksum) in manifest.tables.items():
        if name not in there:
            found.append(f"the table {name} is missing")
        elif there[name][0] != rows:
            found.append(f"{name} has {there[name][0]} rows instead of {rows}")
        elif there[name][1] != checksum:
            found.append(f"{name} has as many rows, but not the same ones")
    for name, value in sequences(connection).items():
        before = manifest.sequences.get(name)
        if before is not None and (value is None or value < before):
            found.append(f"the sequence {name} is behind")
    return found


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

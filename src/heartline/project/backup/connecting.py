"""A database's address for PostgreSQL's own programs: the password goes by the environment, where `ps` shows it to nobody."""

from typing import Any

from psycopg import conninfo


def parts(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and what to add to the environment."""
    known: dict[str, Any] = conninfo.conninfo_to_dict(url)
    password = known.pop("password", None)
    return conninfo.make_conninfo("", **known), {"PGPASSWORD": str(password)} if password else {}

"""The role and the database that Heartline uses, inside the server. Checked at every start, made if missing."""

import psycopg
from psycopg import sql

ROLE = DATABASE = "heartline"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def ensure(superuser_uri: str, owner_uri_as_superuser: str) -> None:
    """Bring the server to where Heartline can work as `heartline`, who is no superuser but may make its two roles."""
    with psycopg.connect(superuser_uri, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(sql.Identifier(ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(ROLE)))
    with psycopg.connect(owner_uri_as_superuser, autocommit=True) as connection:
        present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        for extension in EXTENSIONS:
            if extension not in present:
                connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))

"""What throttles count, for all processes alike and outside of any request's transaction.

A count must outlive the rollback of the request that made it, and must lock nobody while a request runs; so it
has its own few connections. Values are JSON, never pickles: who could write this table gains no code.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import psycopg
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from psycopg import conninfo, sql
from psycopg_pool import ConnectionPool

_pools: dict[str, ConnectionPool] = {}
_making = Lock()


class Counters(BaseCache):
    """Django's cache on the table named by LOCATION: add, get, set, touch, delete, clear."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._table = sql.Identifier(table)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether `key` was free (or expired) and is now `value`; one statement, so of many callers one wins."""
        return self._write(
            "INSERT INTO {} AS kept VALUES (%s, %s, now() + make_interval(secs => %s)) ON CONFLICT (cache_key) DO UPDATE "
            "SET value = excluded.value, expires = excluded.expires WHERE kept.expires < now()",
            [self._key(key, version), json.dumps(value), self._seconds(timeout)],
        )

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._connection() as server:
            row = server.execute(
                sql.SQL("SELECT value FROM {} WHERE cache_key = %s AND expires > now()").format(self._table),
                [self._key(key, version)],
            ).fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(
            "INSERT INTO {} VALUES (%s, %s, now() + make_interval(secs => %s)) ON CONFLICT (cache_key) DO UPDATE "
            "SET value = excluded.value, expires = excluded.expires",
            [self._key(key, version), json.dumps(value), self._seconds(timeout)],
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(
            "UPDATE {} SET expires = now() + make_interval(secs => %s) WHERE cache_key = %s AND expires > now()",
            [self._seconds(timeout), self._key(key, version)],
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._write("DELETE FROM {} WHERE cache_key = %s", [self._key(key, version)])

    def clear(self) -> None:
        self._write("DELETE FROM {}", [])

    def forget_expired(self) -> None:
        """Remove what no longer counts."""
        self._write("DELETE FROM {} WHERE expires < now()", [])

    def _write(self, statement: str, values: list[Any]) -> bool:
        with self._connection() as server:
            return server.execute(sql.SQL(statement).format(self._table), values).rowcount > 0

    def _key(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)[:255]

    def _seconds(self, timeout: Any) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return float(seconds if seconds is not None else 10 * 365 * 86400)

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        with _pool().connection() as server:
            yield server


def _pool() -> ConnectionPool:
    """This process's pool for the database in use (tests change its name)."""
    settings = connection.settings_dict
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    target = conninfo.make_conninfo("", **{key: settings[name] for key, name in parts.items() if settings[name]})
    with _making:
        if target not in _pools:
            _pools[target] = ConnectionPool(
                target,
                kwargs={"autocommit": True, "prepare_threshold": None},
                check=ConnectionPool.check_connection,  # the database may have been started anew since
                min_size=0,
                max_size=4,
                timeout=10,
                open=True,
            )
    return _pools[target]


def close() -> None:
    """Close this process's connections; they open again when needed."""
    with _making:
        for pool in _pools.values():
            pool.close()
        _pools.clear()

"""A real embedded PostgreSQL for the tests: one server a run, one migrated template, one clone a worker.

Loaded with `-p tests.database`, before Django's settings are read, because they read DATABASE_URL.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
TEMPLATE = "heartline_template"
ADMIN = "HEARTLINE_TEST_ADMIN"  # URL of the test server as superuser; set by the process that started it

if str(SOURCE) not in sys.path:
    sys.path.insert(0, str(SOURCE))


def url_of(database: str) -> str:
    """URL of a database on the test server, as Heartline's owner role."""
    return os.environ[ADMIN].replace("postgres@/postgres", f"heartline@/{database}")


def clone(name: str) -> str:
    """A fresh copy of the migrated template; returns its URL. Takes some tens of milliseconds."""
    import psycopg

    with psycopg.connect(os.environ[ADMIN], autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(7300)")  # one copy of the template at a time
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER heartline STRATEGY FILE_COPY')
    return url_of(name)


def drop(name: str) -> None:
    """Remove a clone, whoever is still connected to it."""
    import psycopg

    with psycopg.connect(os.environ[ADMIN], autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _start_server() -> None:
    from heartline.kernel import embedded, messages

    messages.compile_all()  # a clean checkout has no compiled catalogues
    data = Path(tempfile.mkdtemp(prefix="hl-test-"))
    os.environ["HEARTLINE_DATA"] = str(data)
    kept = ExitStack()
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    atexit.register(kept.close)
    server = kept.enter_context(embedded.running(data / "postgres", durable=False))
    os.environ[ADMIN] = server.uri("postgres", "postgres")
    import psycopg

    with psycopg.connect(os.environ[ADMIN], autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE heartline RENAME TO {TEMPLATE}")
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
        check=True,
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url_of(TEMPLATE),
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "heartline.project.settings",
        },
    )


os.environ["DJANGO_SETTINGS_MODULE"] = "heartline.project.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in the tests' own thread
if ADMIN not in os.environ:
    _start_server()
os.environ["DATABASE_URL"] = clone(f"hl_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:6]}")

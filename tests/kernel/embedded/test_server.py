"""The embedded server: shared by its users, stopped by the last, started past whatever a crash left behind."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from heartline.kernel import embedded
from heartline.kernel.embedded import postmaster
from tests.project.launching import wait_for


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A database that has been made, and does not run."""
    with tempfile.TemporaryDirectory(prefix="hl-embedded-") as folder:
        Path(folder).chmod(0o711)
        with embedded.running(Path(folder) / "postgres", durable=False):
            pass
        yield Path(folder) / "postgres"


def test_the_owner_is_no_superuser_and_only_the_socket_is_open(data: Path) -> None:
    with embedded.running(data, durable=False) as server, psycopg.connect(server.uri()) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, current_setting('listen_addresses'), current_setting('server_encoding') "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        extensions = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        assert row == (False, True, "", "UTF8")
        assert {"btree_gist", "pg_trgm", "unaccent"} <= extensions
        assert (server.socket_dir.stat().st_mode & 0o077) == 0


def test_it_runs_until_the_last_user_leaves(data: Path) -> None:
    with embedded.running(data, durable=False):
        with embedded.running(data, durable=False) as second:
            pass
        assert second.alive()
        assert postmaster.find(data)
    assert postmaster.find(data) is None


def test_a_killed_user_leaves_no_server_behind(data: Path) -> None:
    user = _user_that_stays(data)
    assert postmaster.find(data)
    user.kill()
    user.wait()
    assert wait_for(lambda: postmaster.find(data) is None)


def test_a_killed_server_recovers_what_was_committed(data: Path) -> None:
    with embedded.running(data) as server:
        with psycopg.connect(server.uri()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            connection.execute("INSERT INTO kept VALUES (42)")
        os.kill(_pid(data), signal.SIGKILL)
        assert wait_for(lambda: not server.alive())
        server.revive()
        with psycopg.connect(server.uri()) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_what_was_in_memory_is_brought_back_after_a_restart(data: Path) -> None:
    with embedded.running(data):
        pass
    assert (data / "autoprewarm.blocks").stat().st_size > 0


def test_a_process_number_that_belongs_to_somebody_else_now_does_not_hinder(data: Path) -> None:
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        lines = [str(stranger.pid), str(data), "1712346200", "5432", str(data), "", "  1  2", "ready"]
        (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
        (data / ".s.PGSQL.5432.lock").write_text("\n".join(lines[:5]) + "\n")
        with embedded.running(data, durable=False) as server:
            assert server.alive()
            assert _pid(data) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_files_of_another_version_are_refused_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.Unusable, match="PostgreSQL 16"), embedded.running(tmp_path / "postgres"):
        pass


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("dear")
    with pytest.raises(embedded.Unusable, match="could not be made"), embedded.running(tmp_path / "postgres"):
        pass
    assert sorted(path.name for path in (tmp_path / "postgres").iterdir()) == ["letter.txt"]
    assert not (tmp_path / "postgres.new").exists()


def _pid(data: Path) -> int:
    found = postmaster.find(data)
    assert found
    return found.pid


def _user_that_stays(data: Path) -> "subprocess.Popen[str]":
    script = (
        "import sys, time; from pathlib import Path; from heartline.kernel import embedded\n"
        "with embedded.running(Path(sys.argv[1]), durable=False): print('here', flush=True); time.sleep(600)"
    )
    user = subprocess.Popen([sys.executable, "-c", script, str(data)], stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    assert user.stdout
    assert user.stdout.readline() == "here\n"
    return user

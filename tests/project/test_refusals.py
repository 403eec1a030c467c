"""What keeps Heartline from starting is said in one sentence, and nothing half-made is left."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from heartline.project.cli import place
from tests.database import ROOT
from tests.project.launching import environment, free_port, heartline


def _one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_port_that_is_taken_is_named_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = _one_sentence(heartline("up", "--port", str(port), data=tmp_path / "data"))
    assert f"Port {port} is taken" in words
    assert str(os.getpid()) in words
    assert "--port " in words
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    words = _one_sentence(heartline("up", "--port", str(free_port()), data=tmp_path / "file" / "data"))
    assert "cannot write to" in words
    assert "HEARTLINE_DATA" in words


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may write anywhere.")
def test_a_data_folder_of_somebody_else_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot write to" in _one_sentence(heartline("up", "--port", str(free_port()), data=tmp_path / "data"))


@pytest.mark.parametrize("command", [("up", "--port"), ("doctor",), ("demo",)])
def test_a_database_that_does_not_answer_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    url = f"postgresql://heartline@127.0.0.1:{free_port()}/heartline?connect_timeout=3"
    arguments = (*command, str(free_port())) if command[-1] == "--port" else command
    done = heartline(*arguments, data=tmp_path / "data", DATABASE_URL=url)
    assert done.returncode == 1
    assert "The database in DATABASE_URL cannot be reached" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    if command[0] == "up":
        assert not (tmp_path / "data").exists()


def test_a_database_older_than_fifteen_is_refused() -> None:
    place.check_version(150000)
    place.check_version(180006)
    with pytest.raises(place.CannotStart, match=r"PostgreSQL 14.*15 or newer"):
        place.check_version(140011)


@pytest.mark.parametrize("old", [(3, 6), (3, 8), (3, 10)])
def test_an_old_python_reads_the_launcher_and_says_what_it_needs(tmp_path: Path, old: tuple[int, int]) -> None:
    launcher = ROOT / "heartline"
    ast.parse(launcher.read_text(), feature_version=old)
    pretend = (
        f"import sys; sys.version_info = {(*old, 0, 'final', 0)}; sys.argv = ['heartline', 'up'];"
        f"exec(compile(open({str(launcher)!r}).read(), {str(launcher)!r}, 'exec'),"
        f" {{'__name__': '__main__', '__file__': {str(launcher)!r}}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend],
        env=environment(tmp_path) | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert _one_sentence(done).startswith(f"Heartline needs Python 3.11 or newer; this is {old[0]}.{old[1]}")


def test_packages_that_cannot_be_fetched_leave_no_half_made_environment(tmp_path: Path) -> None:
    copy = tmp_path / "heartline"
    (copy / "requirements").mkdir(parents=True)
    (copy / "heartline").write_bytes((ROOT / "heartline").read_bytes())
    (copy / "requirements" / "base.txt").write_text("heartline-of-nowhere==1 --hash=sha256:" + "0" * 64 + "\n")
    (copy / "requirements" / "test.txt").write_text("")
    unreachable = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/",
        "PIP_RETRIES": "0",
    }
    done = subprocess.run(
        [sys.executable, str(copy / "heartline"), "doctor"],
        env=environment(tmp_path / "data", **unreachable),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The packages could not be fetched" in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in copy.iterdir()) == ["heartline", "requirements"]


@pytest.mark.parametrize("verb", ["up", "test", "demo", "import", "import fhir", "bench", "doctor", "manage"])
def test_each_verb_has_help_and_makes_nothing(tmp_path: Path, verb: str) -> None:
    done = heartline(*verb.split(), "--help", data=tmp_path / "data")
    assert done.returncode == 0, done
    assert (f"usage: heartline {verb} " if verb != "manage" else "heartline manage help <subcommand>") in done.stdout
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("import fhir /not/there", "There is nothing at /not/there"), ("demo --logins", "There is no demo clinic here")],
)
def test_what_cannot_be_done_makes_nothing(tmp_path: Path, words: str, sentence: str) -> None:
    done = heartline(*words.split(), data=tmp_path / "data")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (tmp_path / "data").exists()

"""A backup made while others write comes back, whole, in another place; and nothing else is ever taken for one."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyrage
import pytest
from pyrage import x25519

from heartline.kernel import embedded
from heartline.project.backup import archive
from heartline.project.backup.errors import BackupFailed
from heartline.project.backup.manifest import Manifest
from tests.project.launching import heartline


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with some data and an uploaded file."""
    data = tmp_path_factory.mktemp("installation") / "data"
    made = heartline("demo", "--patients", "60", data=data)
    assert made.returncode == 0, made.stderr
    (data / "media" / "patients").mkdir(parents=True)
    (data / "media" / "patients" / "face.png").write_bytes(os.urandom(100_000))
    (data / "secret").write_text("a signing key")
    yield data
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module")
def backup(clinic: Path) -> Path:
    """Made while somebody keeps writing."""
    stop = threading.Event()
    with embedded.running(clinic / "postgres") as server:

        def write() -> None:
            with psycopg.connect(server.uri(), autocommit=True) as connection:
                while not stop.is_set():
                    connection.execute(
                        "INSERT INTO idempotency_key (id, action, key, result) "
                        "VALUES (gen_random_uuid(), 'test', gen_random_uuid(), gen_random_uuid())"
                    )

        writer = threading.Thread(target=write)
        writer.start()
        try:
            made = heartline("backup", str(clinic.parent), data=clinic)
        finally:
            stop.set()
            writer.join()
    assert made.returncode == 0, made.stderr
    assert "Keep a copy of" in made.stdout and "comparing every row" in made.stdout
    (file,) = clinic.parent.glob("*.tar.age")
    return file


def count(data: Path, table: str) -> int:
    with embedded.running(data / "postgres") as server, psycopg.connect(server.uri()) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
        assert row
        return int(row[0])


def test_everything_comes_back_on_a_new_machine(clinic: Path, backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "elsewhere"
    back = heartline("restore", str(backup), "--key", str(clinic / "backup.key"), data=data)
    assert back.returncode == 0, back.stderr
    assert "Everything is back" in back.stdout
    for table in ("people_patient", "scheduling_appointment", "ledger_event", "audit_entry"):
        assert count(data, table) == count(clinic, table) > 0
    assert (data / "secret").read_text() == "a signing key"
    face = "media/patients/face.png"
    assert (data / face).read_bytes() == (clinic / face).read_bytes()

    checked = heartline("doctor", data=data)
    assert checked.returncode == 0, checked.stdout
    assert "Restored from" in checked.stdout
    assert "Row-level security confines" in checked.stdout

    again = heartline("restore", str(backup), "--key", str(clinic / "backup.key"), data=data)
    assert again.returncode == 1 and "was kept" in again.stderr


def test_doctor_speaks_of_the_last_backup(clinic: Path, backup: Path) -> None:
    assert "compared" in heartline("doctor", data=clinic).stdout


def test_what_is_written_is_encrypted(clinic: Path, backup: Path) -> None:
    content = backup.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"PGDMP" not in content and b"a signing key" not in content
    assert (clinic / "backup.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["another key", "cut short", "one byte changed", "no backup at all"])
def test_a_file_that_cannot_be_trusted_changes_nothing(clinic: Path, backup: Path, tmp_path: Path, harm: str) -> None:
    content, key = bytearray(backup.read_bytes()), clinic / "backup.key"
    if harm == "another key":
        key = tmp_path / "other.key"
        key.write_text(str(x25519.Identity.generate()))
    elif harm == "cut short":
        del content[-2000:]
    elif harm == "one byte changed":
        content[len(content) // 2] ^= 1
    else:
        content = bytearray(b"hello")
    bad, data = tmp_path / "bad.age", tmp_path / "elsewhere"
    bad.write_bytes(content)
    refused = heartline("restore", str(bad), "--key", str(key), data=data)
    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr and "Traceback" not in refused.stderr
    assert not data.exists() and not list(tmp_path.glob(".restore-*"))


def test_a_file_of_the_name_is_kept(clinic: Path, backup: Path) -> None:
    before = backup.read_bytes()
    refused = heartline("backup", str(backup), data=clinic)
    assert refused.returncode == 1 and "already" in refused.stderr
    assert backup.read_bytes() == before


def test_nothing_to_back_up_says_so(tmp_path: Path) -> None:
    refused = heartline("backup", data=tmp_path / "nowhere")
    assert refused.returncode == 1 and "nothing to back up" in refused.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_failure_while_writing_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "backup.age"
    with pytest.raises(ZeroDivisionError), archive.writing(target, x25519.Identity.generate().to_public()):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_an_archive_with_a_path_out_of_it_is_refused(tmp_path: Path) -> None:
    identity = x25519.Identity.generate()
    (tmp_path / "hosts").write_text("harm")
    with archive.writing(tmp_path / "backup.age", identity.to_public()) as tar:
        tar.add(tmp_path / "hosts", "../../outside")
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.raises(BackupFailed):
        archive.unpack(tmp_path / "backup.age", identity, folder)
    assert not (tmp_path / "outside").exists()


def test_age_itself_can_open_it(clinic: Path, backup: Path) -> None:
    """The envelope is the public format: a clinic that leaves Heartline can read its own data."""
    key = next(line for line in (clinic / "backup.key").read_text().splitlines() if not line.startswith("#"))
    plain = pyrage.decrypt(backup.read_bytes(), [x25519.Identity.from_str(key)])
    assert b"manifest.json" in plain[:600]


@pytest.mark.parametrize("files", [{"../beside": "0"}, {"/etc/hosts": "0"}, {"media/../../x": "0"}, ["media/x"]])
def test_a_manifest_that_names_files_elsewhere_is_refused(files: object) -> None:
    whole = {"made_at": "", "server": "", "migrations": [], "tables": {}, "sequences": {}, "files": files}
    with pytest.raises((ValueError, TypeError)):
        Manifest.loads(json.dumps(whole).encode())

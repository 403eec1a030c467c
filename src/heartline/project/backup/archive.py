"""A tar inside an age envelope, written and read as a stream: nothing is in memory, nothing lies open on the disk."""

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from heartline.project.backup.errors import BackupFailed


@contextmanager
def writing(target: Path, recipient: x25519.Recipient) -> Iterator[tarfile.TarFile]:
    """A tar to add to; `target` appears, whole and on the disk, when the block ends well, and not at all otherwise."""
    part = target.with_name(target.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with (
                _pumped(lambda source: pyrage.encrypt_io(source, file, [recipient])) as sink,
                tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1 << 20) as tar,
            ):
                yield tar
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
        _sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _pumped(consume: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What is written comes out at `consume`, which runs beside; its failure is raised here."""
    reading, sending = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                consume(source)
            except BaseException as error:  # handed over to whoever writes
                failed.append(error)

    beside = threading.Thread(target=run)
    beside.start()
    sink = os.fdopen(sending, "wb")
    try:
        yield sink
    except BrokenPipeError:
        pass  # the other side gave up: its own error says why
    finally:
        with suppress(BrokenPipeError):
            sink.close()
        beside.join()
    if failed:
        raise failed[0]


def unpack(source: Path, identity: x25519.Identity, folder: Path) -> None:
    """Everything of the archive into `folder`. Raises BackupFailed for another key, a damaged or a foreign file."""
    reading, sending = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        with os.fdopen(sending, "wb") as target, source.open("rb") as file:
            try:
                pyrage.decrypt_io(file, target, [identity])
            except BaseException as error:
                failed.append(error)

    beside = threading.Thread(target=decrypt)
    beside.start()
    broken: Exception | None = None
    with os.fdopen(reading, "rb") as plain:
        try:
            with tarfile.open(fileobj=plain, mode="r|", bufsize=1 << 20) as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as error:
            broken = error
        while plain.read(1 << 20):  # to the end, where age says whether all of it was there
            pass
    beside.join()
    if failed and not isinstance(failed[0], pyrage.DecryptError | OSError):
        raise failed[0]
    if failed or broken:
        raise BackupFailed(
            f"{source} cannot be opened with this key, or it is damaged; nothing was changed. Try the key that was made "
            "with it, or another backup."
        ) from (failed[0] if failed else broken)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

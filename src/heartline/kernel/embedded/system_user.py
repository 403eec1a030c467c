"""PostgreSQL refuses to run as root. Started by root (in a container, say), it runs as a system user of its own.

That user must reach its data and programs. Directories on the way that are closed to others, /root for instance, stay
closed: only this one user is let through, by an access control list, instead of being opened to everybody.
"""

import errno
import os
import pwd
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from heartline.kernel.embedded.errors import Unusable

NAME = "heartline-db"

# POSIX.1e access control lists as Linux keeps them in an extended attribute: acl(5), linux/posix_acl_xattr.h.
ATTRIBUTE = "system.posix_acl_access"
VERSION = 2
OWNER, USER, GROUP_OWNER, MASK, OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
NOBODY = 0xFFFFFFFF
TRAVERSE = 1


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int


def account() -> Account | None:
    """The user the server runs as when we are root (made if need be); None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make()
    return Account(entry.pw_uid, entry.pw_gid)


def let_through(path: Path, to: Account) -> None:
    """Let the user pass into the directory `path`, or read the file that it is."""
    if _reaches(path, to):
        return
    for directory in [*reversed(path.parents), path]:
        if directory.is_dir() and not directory.stat().st_mode & TRAVERSE:
            _grant(directory, to)
    if not _reaches(path, to):
        raise Unusable(
            f"The database runs as the system user {NAME}, who cannot reach {path}: start Heartline as an ordinary "
            "user, or put it (and HEARTLINE_DATA) where others may pass, such as /opt and /var/lib."
        )


def _make() -> pwd.struct_passwd:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
                   "--shell", "/usr/sbin/nologin", NAME]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True)
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise Unusable(
            "PostgreSQL does not run as root, and a system user for it could not be made: "
            "start Heartline as an ordinary user."
        ) from None


def _reaches(path: Path, to: Account) -> bool:
    test = shutil.which("test") or "/usr/bin/test"
    done = subprocess.run(
        [test, "-x" if path.is_dir() else "-r", str(path)],
        user=to.uid,
        group=to.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return done.returncode == 0


def _grant(directory: Path, to: Account) -> None:
    """Add "may pass" for one user to the directory's access control list."""
    try:
        entries = _entries(directory)
        kept = [entry for entry in entries if (entry[0], entry[2]) != (USER, to.uid) and entry[0] != MASK]
        mask = max((entry[1] for entry in entries if entry[0] == MASK), default=0)
        group = next(entry[1] for entry in kept if entry[0] == GROUP_OWNER)
        kept += [(USER, TRAVERSE, to.uid), (MASK, mask | group | TRAVERSE, NOBODY)]
        packed = b"".join(struct.pack("<HHI", *entry) for entry in sorted(kept))
        os.setxattr(directory, ATTRIBUTE, struct.pack("<I", VERSION) + packed)
    except (OSError, AttributeError):
        return  # no such lists on this file system; the caller checks and says so


def _entries(directory: Path) -> list[tuple[int, int, int]]:
    try:
        raw = os.getxattr(directory, ATTRIBUTE)
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        mode = directory.stat().st_mode
        return [(OWNER, mode >> 6 & 7, NOBODY), (GROUP_OWNER, mode >> 3 & 7, NOBODY), (OTHERS, mode & 7, NOBODY)]
    return [struct.unpack_from("<HHI", raw, place) for place in range(4, len(raw), 8)]

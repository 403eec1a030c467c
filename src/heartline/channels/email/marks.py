"""Marks by which our own messages are known again: signed, without any data about anybody.

An address token says which thread an answer belongs to and stands in the address answered to
(`care+<token>@example.org`, RFC 5233); a message id says which thread and which message, and stands in `Message-ID`.
Both are lower-case base32, since some systems change the case of addresses, and carry 80 bits of HMAC-SHA256.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

MAC_SIZE = 10  # bytes: guessing one takes 2^79 letters on average
ID_SIZE = 16
TOKEN = re.compile(r"[a-z2-7]{42}")
LOCAL = re.compile(r"hl\.([a-z2-7]{68})")
LONGEST_LOCAL_PART = 64  # RFC 5321 §4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Ours:
    """Who we are by e-mail: the address that is answered to, and the keys of its marks.

    The first key signs; all are believed, so that a key can be changed without losing answers to older messages.
    """

    address: str
    keys: Sequence[bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys or any(len(key) < 16 for key in self.keys):
            raise ValueError("A key of at least 16 bytes is needed.")
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,21}@[A-Za-z0-9.-]{1,190}", self.address):
            raise ValueError("The address must have a plain part of at most 21 letters before its “@”, and no “+”.")

    @property
    def local(self) -> str:
        return self.address.partition("@")[0].lower()

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class OwnId:
    """What one of our message ids says."""

    thread: UUID
    message: UUID


def address_token(thread: UUID, ours: Ours) -> str:
    """The token of `thread`: 42 characters."""
    return _written(thread.bytes + _mac(ours.keys[0], b"thread", thread.bytes))


def reply_address(thread: UUID, ours: Ours) -> str:
    """The address that answers to `thread` are sent to."""
    return f"{ours.local}+{address_token(thread, ours)}@{ours.domain}"


def thread_of_token(token: str, ours: Ours) -> UUID | None:
    """The thread that a token names, or None where we did not make it."""
    said = _read(token, TOKEN, ID_SIZE)
    return UUID(bytes=said[0]) if said and _signed(b"thread", *said, ours) else None


def message_id(thread: UUID, message: UUID, ours: Ours) -> str:
    """`Message-ID` (without "<>") of one of our messages; the same each time, so that sending again doubles nothing."""
    said = thread.bytes + message.bytes
    return f"hl.{_written(said + _mac(ours.keys[0], b'message', said))}@{ours.domain}"


def own_id(identifier: str, ours: Ours) -> OwnId | None:
    """What a message id says if it is one of ours, else None."""
    local, _, domain = identifier.rpartition("@")
    found = LOCAL.fullmatch(local.lower()) if domain.lower() == ours.domain else None
    said = _read(found[1], re.compile(r".{68}"), 2 * ID_SIZE) if found else None
    if not said or not _signed(b"message", *said, ours):
        return None
    return OwnId(UUID(bytes=said[0][:ID_SIZE]), UUID(bytes=said[0][ID_SIZE:]))


def looks_like_ours(identifier: str, ours: Ours) -> bool:
    """Whether a message id has the form of ours, signed or not."""
    local, _, domain = identifier.rpartition("@")
    return domain.lower() == ours.domain and LOCAL.fullmatch(local.lower()) is not None


def is_our_address(address: str, ours: Ours) -> bool:
    """Whether a letter from `address` comes from ourselves, with or without a token."""
    local, _, domain = address.lower().rpartition("@")
    return domain == ours.domain and local.partition("+")[0] == ours.local


def _written(content: bytes) -> str:
    return base64.b32encode(content).decode("ascii").rstrip("=").lower()


def _read(text: str, form: re.Pattern[str], size: int) -> tuple[bytes, bytes] | None:
    """What is said and its MAC, where `text` is the one way to write these bytes."""
    text = text.lower()
    if not form.fullmatch(text):
        return None
    try:
        content = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    if len(content) != size + MAC_SIZE or _written(content) != text:
        return None
    return content[:size], content[size:]


def _signed(purpose: bytes, said: bytes, mac: bytes, ours: Ours) -> bool:
    return any(hmac.compare_digest(_mac(key, purpose, said), mac) for key in ours.keys)


def _mac(key: bytes, purpose: bytes, said: bytes) -> bytes:
    return hmac.digest(key, b"heartline e-mail " + purpose + b"\x00" + said, sha256)[:MAC_SIZE]

"""`X-Hub-Signature-256`: HMAC-SHA256 over the raw body, as WebSub (§7.1.2) and Meta's webhooks sign it."""

import hmac
import re
from hashlib import sha256

_SHAPE = re.compile(r"sha256=([0-9a-fA-F]{64})")


def sign(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def is_signed(secrets: tuple[str, ...], body: bytes, header: str | None) -> bool:
    """Whether one of the secrets (two while one replaces the other) signed these very bytes. Compared in constant time."""
    shape = _SHAPE.fullmatch(header or "")
    if shape is None:
        return False
    told = bytes.fromhex(shape[1])
    fits = [hmac.compare_digest(hmac.new(secret.encode(), body, sha256).digest(), told) for secret in secrets if secret]
    return any(fits)

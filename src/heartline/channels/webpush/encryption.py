"""A payload that only the browser can read: RFC 8291 over `aes128gcm` (RFC 8188), by the http_ece library."""

import json

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

from heartline.channels.webpush.subscription import Subscription

MOST_BYTES = 3993  # what fits into the 4096 that every push service takes (RFC 8030 §7.2, RFC 8291 §4)
_PADDED_TO = 512


def encrypt(
    subscription: Subscription,
    plain: bytes,
    key: EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The request's body. `key` and `salt` are new for each message; only a test with known values sets them."""
    if len(plain) > MOST_BYTES:
        raise ValueError("The payload is too large.")
    body = http_ece.encrypt(
        plain,
        salt=salt,
        private_key=key or generate_private_key(SECP256R1()),
        dh=subscription.public,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return bytes(body)


def padded(value: dict[str, str]) -> bytes:
    """JSON made as long as any other by spaces at its end, so that its length tells nobody what it says."""
    plain = json.dumps(value, ensure_ascii=False).encode()
    return plain + b" " * (-len(plain) % _PADDED_TO)

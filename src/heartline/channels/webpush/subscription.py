"""Where and how a browser can be reached: what `PushSubscription.toJSON()` gives (W3C Push API)."""

import binascii
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from heartline.channels.traffic.payload import parse
from heartline.channels.traffic.refusal import Malformed

# The browsers' push services. The address comes from the browser, and we send requests to it: to nowhere else.
SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """`endpoint` is a secret of the browser's: whoever knows it can reach it. Unique."""

    endpoint: str = field(repr=False)
    public: bytes = field(repr=False)  # p256dh: an uncompressed point of P-256
    auth: bytes = field(repr=False)
    expires_at: datetime | None = None

    @property
    def origin(self) -> str:
        """Whom a VAPID token is for (RFC 8292 §2)."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def subscription(body: bytes, services: tuple[str, ...] = SERVICES) -> Subscription:
    """The subscription that a browser sends us. Raises Malformed."""
    told = parse(body)
    keys = told.node("keys")
    endpoint = told.text("endpoint")
    if not is_service(endpoint, services):
        raise Malformed("endpoint", "is no push service that we know")
    public, auth = _decoded(keys.text("p256dh"), "keys.p256dh"), _decoded(keys.text("auth"), "keys.auth")
    if len(public) != 65 or public[0] != 4:
        raise Malformed("keys.p256dh", "is no uncompressed point")
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
    except ValueError as error:
        raise Malformed("keys.p256dh", "is no point of the curve") from error
    if len(auth) != 16:
        raise Malformed("keys.auth", "is not 16 bytes")
    return Subscription(endpoint, public, auth, told.moment("expirationTime", 1000))


def is_service(endpoint: str, services: tuple[str, ...] = SERVICES) -> bool:
    """Whether the address is https at a push service's host or below it, on the usual port, with no one logged in."""
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or len(endpoint) > 2000:
        return False
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint or "\\" in endpoint:
        return False
    return any(host == each or host.endswith(f".{each}") for each in services)


def _decoded(text: str, path: str) -> bytes:
    if not text or len(text) > 200 or not text.isascii():
        raise Malformed(path, "is missing" if not text else "is no key")
    try:
        bare = text.rstrip("=").replace("+", "-").replace("/", "_")
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError) as error:
        raise Malformed(path, "is no base64url") from error

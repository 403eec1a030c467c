"""Who we are to a push service: RFC 8292, signed by the py_vapid library."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

VALID = timedelta(hours=12)  # RFC 8292 §2 allows 24; clocks differ


@dataclass(frozen=True, slots=True)
class Identity:
    """`private` is the raw key, base64url; `contact` is mailto: or https:, for the push service to complain to."""

    private: str = field(repr=False)
    contact: str

    @property
    def public(self) -> str:
        """What the page gives the browser as `applicationServerKey`."""
        point = _vapid(self).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _encoded(point)


def new_identity(contact: str) -> Identity:
    """A new key pair. Browsers subscribed under the old one have to subscribe again."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return Identity(_encoded(number.to_bytes(32, "big")), contact)


def authorization(identity: Identity, origin: str, now: datetime) -> str:
    """The Authorization header for one push service."""
    claims = {"aud": origin, "exp": int((now + VALID).timestamp()), "sub": identity.contact}
    return str(_vapid(identity).sign(claims)["Authorization"])


def _vapid(identity: Identity) -> Vapid02:
    return Vapid02.from_raw(identity.private.encode("ascii"))


def _encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")

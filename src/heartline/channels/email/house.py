"""Who we are by e-mail: the address of HEARTLINE_FROM, and keys for its marks, made from the installation's own."""

from email.utils import parseaddr
from hashlib import sha256
from hmac import digest

from django.conf import settings
from django.utils.encoding import force_bytes

from heartline.channels.email.marks import Ours


def ours() -> Ours:
    """The address that is answered to, and the keys of its marks. Raises ValueError for an address that cannot carry them."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return Ours(address, [digest(force_bytes(key), b"heartline.email.marks", sha256) for key in keys])

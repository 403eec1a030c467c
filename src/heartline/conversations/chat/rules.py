"""What may stand in the settings of the chat: an address of a website, and a colour that words can be read on."""

import re
from hashlib import sha256
from urllib.parse import urlsplit

SECRET = re.compile(r"[0-9a-f]{64}")  # 32 random bytes, made by the browser
KEY = re.compile(r"[0-9a-f-]{16,64}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 4.5  # contrast of text (WCAG 2.2, 1.4.3)


def read_origin(text: str) -> str:
    """The origin of an address: "https://clinic.example". Raises ValueError for what is none. HTTP only on this machine."""
    parts = urlsplit(text.strip().lower())
    host = parts.hostname or ""
    local = host in ("localhost", "127.0.0.1")
    if not re.fullmatch(r"[a-z0-9.-]+", host) or parts.username or parts.path not in ("", "/") or parts.query:
        raise ValueError(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError(text)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}"


def hashed(secret: str) -> str:
    """How a visitor's secret is kept. It is long and random, so one round is enough."""
    return sha256(secret.encode()).hexdigest()


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on it."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

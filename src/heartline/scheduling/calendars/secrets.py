"""The secret in a subscribed calendar's address: whoever has it reads, so it cannot be guessed and is not kept."""

import hashlib
import secrets

BYTES = 32  # 256 random bits: nobody guesses one, so a plain digest is enough to look it up by


def new_token() -> str:
    """For an address: 43 characters of A–Z, a–z, 0–9, "-" and "_"."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is kept of it: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()

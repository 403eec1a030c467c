"""The question Meta asks once to see that an address is ours (Webhooks, "Verification requests")."""

import hmac
from collections.abc import Mapping


def challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer, as plain text; None to refuse. The token is compared in constant time, and an unset one fits nothing."""
    token = query.get("hub.verify_token", "")
    fits = hmac.compare_digest(token.encode("utf-8", "replace"), verify_token.encode())
    asked = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not verify_token or not fits:
        return None
    # The answer goes back as text: digits and letters only, so that nobody gets a page of their own making from us.
    return asked if asked and len(asked) <= 200 and asked.isascii() and asked.isalnum() else None

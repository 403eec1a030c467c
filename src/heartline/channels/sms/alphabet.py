"""The 7-bit alphabet of text messages: 3GPP TS 23.038 §6.2.1, with the default extension table of §6.2.1.1.

National tables (§6.2.1.2) are left out: senders reached over an API cannot choose them, and phones differ in knowing them.
"""

# In the order of their codes 0 to 127; 27 is the escape to the extension table and stands for no character.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"

SEPTETS: dict[str, int] = {char: 1 for char in _BASIC if char != "\x1b"} | dict.fromkeys(_EXTENSION, 2)


def is_basic(text: str) -> bool:
    """Whether all of it can be said in 7 bits a character."""
    return all(char in SEPTETS for char in text)


def ucs2_units(char: str) -> int:
    """How many 16-bit units a character takes: two beyond the basic plane (emoji, rare Han), one else."""
    return 2 if ord(char) > 0xFFFF else 1

"""How a text is cut into the segments that are sent and paid for.

One segment carries 140 octets: 160 characters of 7 bits or 70 of 16. Where there are more, each begins with a header of
six octets that tells phones how to put them together (3GPP TS 23.040 §9.2.3.24.1), which leaves 153 or 67. Neither an
escape sequence nor a surrogate pair may be cut in two, so a segment can end one short.
"""

from dataclasses import dataclass
from enum import StrEnum

from heartline.channels.sms.alphabet import SEPTETS, is_basic, ucs2_units
from heartline.channels.sms.plainer import plainer


class Encoding(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True, slots=True)
class Counted:
    """`units` are septets or 16-bit units; `room` is how many more go in before another segment is needed.

    `forcing` are the characters that no 7-bit message can carry, in the order they appear; `plainer` is the same text
    with their plain counterparts, given only where that makes the message shorter to send.
    """

    encoding: Encoding
    segments: tuple[str, ...]
    units: int
    room: int
    forcing: tuple[str, ...]
    plainer: str | None


def count(text: str) -> Counted:
    """Encoding, segments, and what could be saved. An empty text is sent in no segment."""
    encoding = Encoding.GSM7 if is_basic(text) else Encoding.UCS2
    segments = _cut(text, encoding)
    limit = ALONE[encoding] if len(segments) <= 1 else JOINED[encoding]
    return Counted(
        encoding=encoding,
        segments=segments,
        units=measure(text, encoding),
        room=limit - measure(segments[-1], encoding) if segments else limit,
        forcing=tuple(dict.fromkeys(char for char in text if char not in SEPTETS)),
        plainer=_worthwhile(text, len(segments)) if encoding is Encoding.UCS2 else None,
    )


def measure(text: str, encoding: Encoding) -> int:
    """Length in the units of the encoding."""
    if encoding is Encoding.GSM7:
        return sum(SEPTETS[char] for char in text)
    return sum(map(ucs2_units, text))


def _cut(text: str, encoding: Encoding) -> tuple[str, ...]:
    if not text:
        return ()
    if measure(text, encoding) <= ALONE[encoding]:
        return (text,)
    segments, start, filled = [], 0, 0
    for at, char in enumerate(text):
        size = SEPTETS[char] if encoding is Encoding.GSM7 else ucs2_units(char)
        if filled + size > JOINED[encoding]:
            segments.append(text[start:at])
            start, filled = at, 0
        filled += size
    return (*segments, text[start:])


def _worthwhile(text: str, now: int) -> str | None:
    plain = plainer(text)
    if not is_basic(plain) or len(_cut(plain, Encoding.GSM7)) >= now:
        return None
    return plain

"""Twilio's error codes that tell a reader something, as reasons of ours (Twilio Error and Warning Dictionary).

Twilio changes what it reports now and then, so an unlisted code is no surprise: it becomes `UNKNOWN` and may be tried again.
"""

from heartline.channels.traffic.failures import Failure, Why

_CODES: dict[Why, tuple[int, ...]] = {
    Why.UNREACHABLE: (30003,),
    Why.BLOCKED: (30004, 63014, 63033),
    Why.NO_SUCH_ADDRESS: (30005, 21211, 21217, 63003, 63024),
    Why.NO_TEXTS: (30006, 21614, 21635),
    Why.FILTERED: (30007, 30038, 63013, 63049),
    Why.OPTED_OUT: (21610,),
    Why.TOO_LARGE: (21617, 21623, 30019),
    Why.NOT_SUPPORTED: (12300, 21408, 21612, 30011, 63005, 63015, 63032),
    Why.WINDOW_CLOSED: (63016,),
    Why.LATE: (30036,),
    Why.BUSY: (14107, 20429, 21611, 30001, 30017, 30022, 30023, 63012, 63018, 63038),
    Why.OUR_SETTINGS: (
        *(20003, 20005, 21603, 21606, 21608, 30002, 30010, 30032, 30034, 30035),
        *(63001, 63007, 63020, 63022),
    ),
    Why.OUR_REQUEST: (20001, 21602, 21604, 21619, 21620, 21656, 63019, 63021, 63027, 63028, 63030, 63041),
    Why.UNKNOWN: (30008, 63023),
}
_WHY = {code: why for why, codes in _CODES.items() for code in codes}


def failure(code: str | int | None) -> Failure:
    """The reason behind a code. Nothing, or a code that is not listed, is `UNKNOWN`."""
    text = str(code or "").strip()
    return Failure(
        _WHY.get(int(text), Why.UNKNOWN) if text.isascii() and text.isdigit() and len(text) < 9 else Why.UNKNOWN, text
    )

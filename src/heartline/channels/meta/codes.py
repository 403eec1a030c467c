"""Meta's error codes that tell a reader something, as reasons of ours.

Messenger Platform "Common error codes" (a code, sometimes made finer by a subcode), WhatsApp Cloud API "Error codes".
"""

from heartline.channels.traffic.failures import Failure, Why

_CODES: dict[Why, tuple[int, ...]] = {
    Why.BLOCKED: (551, 131026),
    Why.NO_SUCH_ADDRESS: (131030, 133010),
    Why.FILTERED: (368, 131031, 131049, 130497),
    Why.OPTED_OUT: (131050,),
    Why.WINDOW_CLOSED: (131047,),
    Why.NOT_SUPPORTED: (130472, 131051, 132018),
    Why.BUSY: (4, 17, 32, 341, 613, 80006, 80007, 130429, 131048, 131056, 131057, 133016),
    Why.PROVIDER_DOWN: (2, 131016),
    Why.OUR_SETTINGS: (0, 3, 10, 190, 200, 230, 131005, 131042, 131045),
    Why.OUR_REQUEST: (100, 131008, 131009, 131021, 131052, 131053, 132000, 132001, 132005, 132007, 132012, 132015),
}
_SUBCODES: dict[int, Why] = {
    2018278: Why.WINDOW_CLOSED,  # 10: outside of the allowed window
    2534022: Why.WINDOW_CLOSED,  # 10: the same on Instagram
    2018001: Why.NO_SUCH_ADDRESS,  # 100: no matching user
    2018108: Why.BLOCKED,  # 10: this person does not receive messages from you
    1545041: Why.BLOCKED,  # 551 or 200: this person is not available
    2018109: Why.TOO_LARGE,  # 100: the attachment is too large
}
_WHY = {code: why for why, codes in _CODES.items() for code in codes}


def failure(code: int | None, subcode: int | None = None) -> Failure:
    """The reason behind an error; `UNKNOWN` for what is not listed."""
    why = _SUBCODES.get(subcode or 0) or (_WHY.get(code) if code is not None else None) or Why.UNKNOWN
    return Failure(why, "/".join(str(each) for each in (code, subcode) if each is not None))

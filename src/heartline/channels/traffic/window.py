"""How long after a person last wrote we may answer freely, where a platform limits it (WhatsApp, Messenger, Instagram)."""

from datetime import datetime, timedelta

REPLY = timedelta(hours=24)
HUMAN = timedelta(days=7)  # Messenger's and Instagram's human agent tag: a person answers a person
_MARGIN = timedelta(minutes=1)  # what is queued at the last moment would arrive too late


def is_open(last_from_person: datetime | None, now: datetime, length: timedelta = REPLY) -> bool:
    """Whether a free reply still arrives inside the window. Never open to somebody who never wrote."""
    return last_from_person is not None and now - last_from_person < length - _MARGIN

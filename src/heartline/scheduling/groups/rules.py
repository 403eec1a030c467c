"""What may be done with a session of a group. Pure."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words

CALLED_OFF = _("This date of the group is called off.")
OVER = _("This date of the group has begun or is over.")


def why_closed(starts_at: datetime, now: datetime, *, called_off: bool) -> Words | None:
    """Why nobody can join any more, full or not; None while the session is to come."""
    if called_off:
        return CALLED_OFF
    return OVER if starts_at <= now else None


def to_tell(free: int, told: int, waiting: int) -> int:
    """How many of those who wait are to be told now: one for each free place that nobody was told of yet."""
    return max(min(free - told, waiting), 0)

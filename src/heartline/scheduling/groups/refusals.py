"""What joining a group can be refused for."""

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused


class GroupFull(Refused):
    """All places of a session are taken."""

    def __init__(self) -> None:
        super().__init__(
            message=_("This date of the group is full."),
            kept=_("Nothing was booked."),
            next_step=_("Choose another date, or let us tell you when a place comes free."),
        )

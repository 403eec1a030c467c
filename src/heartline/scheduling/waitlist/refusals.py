"""What somebody on the waitlist can be refused, in words for them."""

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused, Words

KEEPS_PLACE = _("You keep your place on the list.")


class OfferGone(Refused):
    """The time of an offer cannot be had any more."""

    def __init__(self, message: Words = "") -> None:
        super().__init__(
            message=message or _("This time is no longer free."),
            kept=KEEPS_PLACE,
            next_step=_("We will tell you when the next time that suits you is free."),
        )


class NotWaiting(Refused):
    """The entry is no longer on the list."""

    def __init__(self) -> None:
        super().__init__(
            message=_("This is no longer on the waiting list."),
            kept=_("Nothing was changed."),
            next_step=_("You can put yourself on the list again."),
        )


class CannotWait(Refused):
    """This patient cannot wait for this."""

    def __init__(self, message: Words) -> None:
        super().__init__(
            message=message,
            kept=_("You were not put on the list."),
            next_step=_("Please call us. We will find a way."),
        )


class CannotOffer(Refused):
    """Staff cannot offer this time to this person now."""

    def __init__(self, message: Words) -> None:
        super().__init__(message=message, kept=_("Nothing was offered."), next_step=_("Choose another time."))

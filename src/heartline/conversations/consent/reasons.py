"""Why something may be sent or not, in plain words for the agent who wonders, and for the report to whoever asks."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words


class Reason(StrEnum):
    # yes
    EMERGENCY = "emergency"
    ASKED = "asked"
    SIGNED = "signed"
    AGREED = "agreed"
    GAVE_NUMBER = "gave_number"
    CONFIRMS = "confirms"
    # no
    DO_NOT_USE = "do_not_use"
    TAKEN_BACK = "taken_back"
    TAKEN_BACK_ALL = "taken_back_all"
    NOT_SIGNED = "not_signed"
    NOT_AGREED = "not_agreed"
    NOT_THEIRS = "not_theirs"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    CONFIRMED = "confirmed"
    TOO_LATE = "too_late"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS: dict[Reason, Words] = {
    Reason.EMERGENCY: _("It is an emergency."),
    Reason.ASKED: _("It answers what they asked us here."),
    Reason.SIGNED: _("They signed that they want this."),
    Reason.AGREED: _("They said that they want this."),
    Reason.GAVE_NUMBER: _("It is about their care, and they gave us this number or address for it."),
    Reason.CONFIRMS: _("It confirms, once, that we will not write any more."),
    Reason.DO_NOT_USE: _("This number or address is marked as never to be used. Reach them another way."),
    Reason.TAKEN_BACK: _("They asked us not to send this here any more."),
    Reason.TAKEN_BACK_ALL: _("They asked us not to send anything here any more."),
    Reason.NOT_SIGNED: _("This may only be sent to people who signed that they want it."),
    Reason.NOT_AGREED: _("They have not said that they want this here."),
    Reason.NOT_THEIRS: _("They did not give us this number or address themselves."),
    Reason.NOTHING_TO_CONFIRM: _("Nobody asked us to stop here, so there is nothing to confirm."),
    Reason.CONFIRMED: _("We have confirmed already that we will not write any more."),
    Reason.TOO_LATE: _("It is too late to confirm: that has to happen within five minutes."),
}

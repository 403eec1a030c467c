"""Why something was refused, in words for who tried it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words


class Reason(StrEnum):
    STALE = "stale"
    STALE_DEADLINE = "stale_deadline"
    NOTHING_TO_ANSWER = "nothing_to_answer"
    UNANSWERED = "unanswered"
    LEFT_BEHIND = "left_behind"
    NOT_ASSISTANTS = "not_assistants"
    NOT_IN_QUEUE = "not_in_queue"
    NOT_YOURS = "not_yours"
    SOMEBODY_ELSES = "somebody_elses"
    ALREADY_YOURS = "already_yours"
    ALREADY_THEIRS = "already_theirs"
    ALREADY_IN_LINE = "already_in_line"
    DECLINED = "declined"
    NOT_DECLINED = "not_declined"
    WANTS_PERSON = "wants_person"
    EMERGENCY = "emergency"
    RESOLVED = "resolved"
    NOT_RESOLVED = "not_resolved"
    MERGED = "merged"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS: dict[Reason, Words] = {
    Reason.STALE: _("Something happened here since this answer was prepared, so it was not sent."),
    Reason.STALE_DEADLINE: _("This was done before the time was up."),
    Reason.NOTHING_TO_ANSWER: _("The patient is not waiting for an answer."),
    Reason.UNANSWERED: _("The patient is still waiting for an answer."),
    Reason.LEFT_BEHIND: _("Say in which of the two the message is that still wants an answer."),
    Reason.NOT_ASSISTANTS: _("It is not the assistant's turn."),
    Reason.NOT_IN_QUEUE: _("This is not waiting in the queue."),
    Reason.NOT_YOURS: _("This is not yours. Take it first."),
    Reason.SOMEBODY_ELSES: _("A colleague has this. Take it over first."),
    Reason.ALREADY_YOURS: _("You have this already."),
    Reason.ALREADY_THEIRS: _("They have this already."),
    Reason.ALREADY_IN_LINE: _("This is in the queue already."),
    Reason.DECLINED: _("The patient does not want the assistant."),
    Reason.NOT_DECLINED: _("The assistant is allowed here already."),
    Reason.WANTS_PERSON: _("A person was asked for, and has not answered yet."),
    Reason.EMERGENCY: _("This may be an emergency. A person has to look at it."),
    Reason.RESOLVED: _("This is resolved. Open it again first."),
    Reason.NOT_RESOLVED: _("This is not resolved."),
    Reason.MERGED: _("This goes on in another conversation."),
}

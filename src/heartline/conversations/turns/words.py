"""What the patient is told when the turn changes: short enough for one text message, and nothing about their health."""

from django.utils.translation import gettext

from heartline.conversations.turns.effects import Told


def words(told: Told, *, who: str = "", by: str = "", emergency_number: str = "911") -> str:
    """In the active language. `who` is how the person is named to patients, `by` until when they will hear ("10:30")."""
    if told == Told.EMERGENCY:
        return gettext(
            "If this is an emergency, call %(number)s now. We have called a member of our team to this conversation."
        ) % {"number": emergency_number}
    if told == Told.JOINED:
        if not who:
            return gettext("A member of our team is with you now.")
        return gettext("%(who)s is with you now.") % {"who": who}
    if told == Told.TO_ASSISTANT:
        return gettext("Our automatic assistant answers you now. You can ask for a person at any time.")
    opening = {
        Told.TO_QUEUE: gettext("I am passing this on to a person."),
        Told.TO_COLLEAGUE: gettext("Another member of our team will take this over."),
        Told.IN_LINE: gettext("Thank you, we have your message."),
        Told.STILL_WAITING: gettext("This takes longer than we said. We are sorry. We have not forgotten you."),
    }[told]
    # Not inside of an f-string: the catalogue's search does not look there.
    promise = (
        gettext("You will hear from us by %(by)s.") % {"by": by}
        if by
        else gettext("We will answer you as soon as we can.")
    )
    return f"{opening} {promise}"

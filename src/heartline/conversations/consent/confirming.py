"""What the one confirmation says: that it is done, how to come back, and what has to be asked. Nothing that sells."""

from django.utils.translation import gettext

from heartline.conversations.consent.words import Heard, Meaning


def confirmation(heard: Heard, clinic: str, phone: str) -> str:
    """In the active language. After CANCEL in reply to a reminder it asks which of the two was meant; who does not answer
    gets no more texts, and keeps the visit."""
    place = {"clinic": clinic, "phone": phone}
    if heard.meaning == Meaning.CANCEL_OR_STOP:
        words = gettext(
            "%(clinic)s: texts are off. Did you mean your visit? Reply 1: cancel visit, keep texts. "
            "2: no texts. 3: both. Or call %(phone)s."
        )
    else:
        words = gettext(
            "%(clinic)s: you will get no more texts from us. Reply START to get them again, or call %(phone)s."
        )
    return words % place


def help_answer(clinic: str, phone: str, emergency_number: str = "911") -> str:
    """In the active language: who writes here, how to reach a person, how to stop (CTIA 5.1.1)."""
    return gettext(
        "This is %(clinic)s. In an emergency call %(number)s. To talk to us call %(phone)s. Reply STOP for no more texts."
    ) % {"clinic": clinic, "phone": phone, "number": emergency_number}

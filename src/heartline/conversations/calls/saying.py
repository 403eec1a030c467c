"""Sentences of a call that are said in the caller's language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from heartline.channels.twilio.voice.languages import spoken
from heartline.channels.twilio.voice.lines import Line
from heartline.channels.twilio.voice.menu import Choice, Menu
from heartline.conversations.calls.hours import Hours
from heartline.conversations.calls.words import WISHES
from heartline.kernel import dates
from heartline.people.places.queries import organization


def emergency_number() -> str:
    """Whom to call in an emergency. One query."""
    here = organization()
    return here.emergency_number if here else "911"


def menu(language: str) -> Menu:
    """The menu in this language. One query."""
    here = organization()
    with override(spoken(language).code):
        greeting = (
            _("Thank you for calling %(clinic)s.") % {"clinic": here.name} if here else _("Thank you for calling.")
        )
        choices = tuple(
            Choice(each.key, each.topic, str(each.words), tuple(word.strip() for word in str(each.heard_as).split(",")))
            for each in WISHES
        )
        return Menu(greeting, choices, here.emergency_number if here else "911")


def closed(hours: Hours, language: str) -> list[Line]:
    """That nobody is here, and when somebody is."""
    code = spoken(language).code
    with override(code):
        said = [Line(_("We are closed now."))]
        if hours.back is not None:
            said.append(Line(_("Somebody is back on %(when)s.") % {"when": dates.say(hours.back, hours.zone, code)}))
        return said


def unreadable(language: str) -> Line:
    with override(spoken(language).code):
        return Line(_("We could not read this number."))

"""What proxies and patients are written before a birthday changes what a proxy may do. Names nobody: mail is read by others."""

from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant, gettext

from heartline.kernel import dates
from heartline.people.confidential.rules import Change
from heartline.people.contacts.rules import say_phone
from heartline.people.models import Proxy
from heartline.people.places.queries import organization


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def language_of(tag: str) -> str:
    """The language to write in: theirs where Heartline speaks it."""
    try:
        return get_supported_language_variant((tag or "en").lower())
    except LookupError:
        return "en"


def to_the_proxy(change: Change) -> Letter:
    """In the active language."""
    day = {"day": dates.say_day(change.on)}
    scope = dict(Proxy.Scope.choices).get(change.scope, "")
    if change.scope:
        subject = gettext("On %(day)s you will be able to do less for somebody") % day
        opening = (
            gettext("You act for somebody here. They are growing up, and from %(day)s on you may do less for them.")
            % day
        )
        more = gettext("From then on you may do this: %(scope)s.") % {"scope": scope}
    else:
        subject = gettext("From %(day)s on you no longer act for somebody") % day
        opening = gettext("You act for somebody here. From %(day)s on this ends.") % day
        more = gettext("They can then let you act for them again, if they wish so.")
    return _letter(
        subject, opening, more,
        gettext("Sign in to see who it is, under “My family”."),
        gettext("Is there a court order or another paper that says otherwise? Bring it to the front desk before that day."),
    )  # fmt: skip


def to_the_patient(change: Change) -> Letter:
    """In the active language."""
    day = {"day": dates.say_day(change.on)}
    scope = dict(Proxy.Scope.choices).get(change.scope, "")
    if change.scope:
        subject = gettext("From %(day)s on more of your care is your own") % day
        opening = gettext("You are growing up. From %(day)s on somebody who acts for you here may do less.") % day
        more = gettext("From then on they may do this: %(scope)s.") % {"scope": scope}
    else:
        subject = gettext("From %(day)s on you look after your care yourself") % day
        opening = gettext("From %(day)s on somebody who acts for you here can no longer do so.") % day
        more = gettext("Do you want their help all the same? You decide: tell us, and we set it up with you.")
    return _letter(
        subject, opening, more, gettext("Sign in to see who it is, under “My family”."),
        gettext("You have no login of your own yet? Ask us for one at the front desk or by phone."),
    )  # fmt: skip


def _letter(subject: str, *paragraphs: str) -> Letter:
    clinic = organization()
    lines = list(paragraphs)
    if clinic and clinic.phone:
        lines.append(gettext("Questions? Call us: %(phone)s") % {"phone": say_phone(clinic.phone)})
    return Letter(subject, "\n\n".join([*lines, clinic.name if clinic else "Heartline"]) + "\n")

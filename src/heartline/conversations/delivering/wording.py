"""What stands in a message that may not say what it is about: that there is one, and where to read it."""

from django.utils.translation import gettext


def notice(clinic: str, link: str, phone: str) -> str:
    """In the active language. `link` leads to signing in, or is empty for somebody who has no login: then `phone` is said."""
    if link:
        return gettext("%(clinic)s: you have a message from us. Sign in to read it: %(link)s") % {
            "clinic": clinic,
            "link": link,
        }
    return gettext("%(clinic)s: we have a message for you. Please call %(phone)s.") % {"clinic": clinic, "phone": phone}


def subject(clinic: str) -> str:
    """Of every e-mail: never what it is about."""
    return gettext("A message from %(clinic)s") % {"clinic": clinic}

"""What signing in sends by e-mail: short, in the reader's language, and never with anything that somebody typed in."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.people.contacts.rules import say_phone
from heartline.people.models import Organization

# What was asked for: allauth's name of the letter → what to do with the code or the page below it.
ASKED: dict[str, Promise] = {
    "account/email/login_code": _("This code signs you in. Enter it on the page where you asked for it:"),
    "account/email/email_confirmation": _("Is this your e-mail? Then enter this code on the page that is open:"),
    "account/email/password_reset_code": _("To choose a new password, enter this code on the page that is open:"),
    "account/email/password_reset_key": _("To choose a new password, open this page:"),
    "account/email/unknown_account": _(
        "Somebody wanted to sign in with this e-mail, but it has no account with us. Was it you? Make an account here:"
    ),
    "account/email/account_already_exists": _(
        "Somebody wanted to make an account with this e-mail, but it already has one. Was it you? Sign in here:"
    ),
}
# What was changed, told to the account's owner.
CHANGED: dict[str, Promise] = {
    "account/email/email_changed": _("The e-mail of your account was changed."),
    "account/email/email_confirm": _("The e-mail of your account was confirmed."),
    "account/email/email_deleted": _("An e-mail was taken off your account."),
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_reset": _("The password of your account was changed."),
    "account/email/password_set": _("Your account now has a password."),
    "mfa/email/totp_activated": _("An app was set up as your second step."),
    "mfa/email/totp_deactivated": _("The app is no longer your second step."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was taken off your account."),
    "mfa/email/recovery_codes_generated": _("New spare codes were made for your account."),
}


def write(name: str, context: dict[str, Any]) -> tuple[str, str] | None:
    """Subject and text of the letter that allauth calls `name`; None if it is none of ours."""
    name = name.replace("email_confirmation_signup", "email_confirmation")
    clinic, phone = Organization.objects.values_list("name", "phone").first() or ("Heartline", "")
    if name in CHANGED:
        subject = gettext("Your account with %(clinic)s was changed") % {"clinic": clinic}
        said = [str(CHANGED[name]), gettext("If you did this, all is well."), _not_you(phone)]
    elif name in ASKED:
        subject = _subject(name) % {"clinic": clinic}
        said = [str(ASKED[name]), _given(name, context)]
        if "code" in context:
            said += [gettext("It works for a few minutes only. We will never ask you for it.")]
        said += [gettext("You did not ask for this? Then you need not do anything.")]
    else:
        return None
    return subject, "\n\n".join([gettext("Hello,"), *said, clinic])


def _subject(name: str) -> str:
    if name.endswith(("_code", "confirmation")):
        return gettext("Your code for %(clinic)s")
    if name.endswith("password_reset_key"):
        return gettext("A new password for %(clinic)s")
    return gettext("Signing in to %(clinic)s")


def _given(name: str, context: dict[str, Any]) -> str:
    """The code or the page that the letter is about."""
    if name.endswith("account_already_exists"):
        return str(context["request"].build_absolute_uri(reverse("account_request_login_code")))
    for key in ("code", "activate_url", "password_reset_url", "signup_url"):
        if context.get(key):
            return str(context[key])
    return ""


def _not_you(phone: str) -> str:
    if phone:
        return gettext("If it was not you, call us now: %(phone)s") % {"phone": say_phone(phone)}
    return gettext("If it was not you, please tell us now.")

"""Staff need a second factor: an authenticator app, a passkey, or the clinic's own identity provider (OIDC)."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from heartline.people.models import Account
from heartline.people.signin.ways import to_second_factor

GIVEN = "second_factor_given"
STRONG = ("mfa", "socialaccount")
TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def missing(request: HttpRequest) -> HttpResponse | None:
    """None if this session has shown a second factor; else the way to the page that sets up or asks for one.

    It is the session that must have shown it: one that was opened before the factor was set up elsewhere is asked.
    """
    account = request.user
    if request.session.get(GIVEN) == str(account.pk):
        return None
    if any(record.get("method") in STRONG for record in get_authentication_records(request, account)):
        request.session[GIVEN] = str(account.pk)
        return None
    kinds = set(Authenticator.objects.filter(user_id=account.pk, type__in=TYPES).values_list("type", flat=True))
    if not kinds:
        return to_second_factor(request, "mfa_index")
    return to_second_factor(
        request, "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    )


def enrolled(account: Account) -> bool:
    """Whether this account has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=account.pk, type__in=TYPES).exists()


@receiver(authenticator_added)
def _just_shown(request: HttpRequest, user: Account, authenticator: Authenticator, **_: object) -> None:
    """Setting up a factor proves it, in this session."""
    if authenticator.type in TYPES and request.user.is_authenticated:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)

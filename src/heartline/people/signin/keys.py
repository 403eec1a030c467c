"""Second factors and passkeys: secrets are kept encrypted, so that a copy of the database alone opens nothing."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.people.models import StaffMember
from heartline.people.signin import second_factor


class KeyAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Check it and try again."),
        "cannot_delete_authenticator": _("Staff need a second step. Set up another one first, then remove this one."),
        "unverified_email": _("First confirm your e-mail address with the code that we sent you."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor."""
        if not StaffMember.objects.filter(account_id=authenticator.user_id, active=True).exists():
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=second_factor.TYPES)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def _cipher() -> Fernet:
    key = hashlib.sha256(b"heartline second factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

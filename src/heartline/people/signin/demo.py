"""The demo's second factors: the code of the moment, to show on the page."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.cache import cache

from heartline.people.models import Account, Organization


def current_code(account: Account) -> str | None:
    """A code that works now, for a demo account in a demo installation; None for anybody else.

    A code works once. If this half minute's was used, the next half minute's is given, which is accepted a little early.
    """
    if not account.is_demo or not Organization.objects.filter(is_demo=True).exists():
        return None
    key = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if key is None:
        return None
    now = int(time.time()) // 30
    secret = decrypt(key.data["secret"])
    codes = [totp.format_hotp_value(totp.hotp_value(secret, counter)) for counter in (now, now + 1, now - 1)]
    used = totp.TOTP(key)._get_used_cache_key
    return next((code for code in codes if not cache.get(used(code))), codes[1])

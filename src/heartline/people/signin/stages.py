"""Steps between showing who one is and being signed in, where Heartline's differ from allauth's."""

from typing import Any

from allauth.account import stages as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import stages as mfa
from django.http import HttpRequest


class EmailStage(account.EmailVerificationStage):
    """Not for accounts that are reached by a verified phone: one proven contact point is enough."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and user.phone and user.phone_verified:
            return None, True
        if user is None and self.login.phone and not self.login.email:
            return None, True
        return super().handle()


class PhoneStage(account.PhoneVerificationStage):
    """Not for accounts that sign in by e-mail."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and user.email:
            return None, True
        return super().handle()


class SecondFactorStage(mfa.AuthenticateStage):
    """Not after the clinic's identity provider, which has asked for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("method") == "socialaccount" for record in records):
            return False
        return super()._should_handle(request)

"""Staff through the clinic's own identity provider (OpenID Connect). Nobody becomes a patient, or staff, this way."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from heartline.people.models import Account


class StaffOnlyAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Match by the provider's own id, or the first time by an e-mail address that it has verified."""
        staff = Account.objects.filter(is_active=True, staff_member__active=True)
        if sociallogin.is_existing:
            if not staff.filter(pk=sociallogin.user.pk).exists():
                self._refuse(request)
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        account = staff.filter(email__in=verified).first() if verified else None
        if account is None or (request.user.is_authenticated and request.user.pk != account.pk):
            self._refuse(request)
        sociallogin.connect(request, account)

    def _refuse(self, request: HttpRequest) -> None:
        messages.error(
            request,
            gettext(
                "Your clinic sign-in worked, but no staff account here has that e-mail address. Please ask your administrator."
            ),
        )
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))

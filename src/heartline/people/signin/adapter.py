"""How allauth treats Heartline's accounts: where phone numbers are kept, who may come in how, and where they land."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, ledger, outbox
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_staff
from heartline.people.models import Account, StaffMember
from heartline.people.signin import becoming_known, letters, second_factor
from heartline.people.signin.fields import PhoneField


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Please call us."),
        "email_password_mismatch": _("That e-mail or mobile number and password do not fit together."),
        "phone_password_mismatch": _("That e-mail or mobile number and password do not fit together."),
        "username_password_mismatch": _("That e-mail or mobile number and password do not fit together."),
        "invalid_login": _("Enter an e-mail address or a mobile number."),
        "incorrect_code": _("That code is not right. Check it and try again."),
        "too_many_login_attempts": _("That was tried too many times. Wait a few minutes, then try again."),
        "rate_limited": _("That was tried too many times. Wait a few minutes, then try again."),
        "phone_taken": _(
            "Another account uses this number. If your family shares one phone, sign up with your e-mail, or ask us to let you "
            "act for each other."
        ),
    }

    # Coming in and going out

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_stages(self) -> list[str]:
        ours = {
            "allauth.account.stages.EmailVerificationStage": "heartline.people.signin.stages.EmailStage",
            "allauth.account.stages.PhoneVerificationStage": "heartline.people.signin.stages.PhoneStage",
            "allauth.mfa.stages.AuthenticateStage": "heartline.people.signin.stages.SecondFactorStage",
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:  # type: ignore[override]
        """Staff without a second factor do not come in with what was sent to their mailbox or phone alone."""
        records = get_authentication_records(request, user)
        if records and records[-1].get("email") and not EmailAddress.objects.filter(user_id=user.pk).exists():
            # An account that staff made: the code that just came back proves its address.
            EmailAddress.objects.create(user=user, email=records[-1]["email"], verified=True, primary=True)
        if records and records[-1]["method"] == "code" and _staff(user) and not second_factor.enrolled(user):
            clear_login(request)
            messages.error(
                request,
                gettext("Staff sign in with a password and then set up a second step. Please use your password."),
            )
            return HttpResponseRedirect(reverse("account_login"))
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        request.session.pop("acting_for", None)
        by = [record["method"] for record in get_authentication_records(request, user)]
        becoming_known.note_verified(user, _proven(user))
        staff = _staff(user)
        kind, role, door = (Kind.STAFF, staff.role, "desk") if staff else (Kind.PATIENT, "", "portal")
        with as_staff(), actor.acting(Actor(kind, user.get_full_name(), user.pk, role, door)):
            ledger.record("account.signed_in", subject_id=user.pk, data={"by": by})
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("/desk/" if _staff(request.user) else "/")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """In plain words; which there are and in what order is allauth's."""
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code of my app"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]

    # Letters

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        letter = letters.write(template_prefix, {"request": self.request} | context)
        if letter is None:
            return super().render_mail(template_prefix, email, context, headers)
        to = [email] if isinstance(email, str) else email
        return EmailMessage(*letter, self.get_from_email(), to, headers=headers)

    # Throttles

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account name; allauth's own leaves phone numbers out, so that all of them would share one limit."""
        return str(credentials.get("email") or credentials.get("phone") or "").lower()

    # Phone numbers

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:  # type: ignore[override]
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:  # type: ignore[override]
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Account, phone: str) -> None:  # type: ignore[override]
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return Account.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:  # type: ignore[override]
        minutes = app_settings.LOGIN_BY_CODE_TIMEOUT // 60
        outbox.keep(
            "sms",
            phone,
            "",
            gettext("%(code)s is your Heartline code. It works for %(minutes)s minutes. We will never ask you for it.")
            % {"code": code, "minutes": minutes},
        )

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Sent so that asking for a code takes the same time and leaves the same traces for an unknown number."""
        outbox.keep(
            "sms",
            phone,
            "",
            gettext(
                "Someone asked to sign in to Heartline with this number, but it has no account. If it was you, sign up at %(url)s"
            )
            % {"url": self.request.build_absolute_uri(reverse("account_signup"))},
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        outbox.keep(
            "sms",
            phone,
            "",
            gettext("This number already has a Heartline account. Sign in at %(url)s")
            % {"url": self.request.build_absolute_uri(reverse("account_request_login_code"))},
        )


def _staff(user: Any) -> StaffMember | None:
    return StaffMember.objects.filter(account_id=user.pk, active=True).first()


def _proven(user: Account) -> list[str]:
    """Where this account has shown that it reads what is sent."""
    values = list(EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True))
    return values + ([user.phone] if user.phone and user.phone_verified else [])

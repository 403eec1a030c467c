"""Forms of the sign-in pages. Each asks for one thing where allauth's ask for e-mail and phone apart."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.internal import flows
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock
from heartline.people.models import Account
from heartline.people.signin.becoming_known import NewPerson, become_known
from heartline.people.signin.fields import ContactField, is_email


class CodeForm(allauth.RequestLoginCodeForm):
    """Ask for a one-time code."""

    contact = ContactField(help_text=_("We will send a code to it. No password needed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        contact = self.cleaned_data.get("contact")
        if contact:
            kind = "email" if is_email(contact) else "phone"
            self.cleaned_data[kind] = contact
            getattr(self, f"clean_{kind}")()
        return super().clean()


class PasswordForm(allauth.LoginForm):
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password"])


class SignUpForm(allauth.SignupForm):
    """A new account and the record that goes with it. No password: codes do, and one can be set later."""

    name = forms.CharField(
        label=_("Your full name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As on your ID. You can tell us later what you like to be called."),
    )
    birth_date = forms.DateField(
        label=_("Your date of birth"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )
    contact = ContactField(
        help_text=_(
            "One that is yours alone. Does your family share one phone? Then use your e-mail: each account has its own."
        ),
    )
    field_order = ["name", "birth_date", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unasked in ("email", "phone", "password1"):
            self.fields.pop(unasked, None)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(_("Enter your name."))
        return name

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if not 1890 <= born.year or born > clock.now().date():
            raise ValidationError(_("Check the date of birth."))
        return born

    def clean(self) -> dict[str, Any]:
        contact = self.cleaned_data.get("contact") or ""
        self.cleaned_data["email"] = contact if is_email(contact) else ""
        self.cleaned_data["phone"] = "" if is_email(contact) else contact
        if self.cleaned_data["email"]:
            self.cleaned_data["email"], self.account_already_exists = flows.manage_email.email_already_exists(contact)
        super().clean()
        return self.cleaned_data

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """For an account that exists the same work is done, and undone: the answer takes as long as for a new one."""
        if self.account_already_exists:
            with transaction.atomic():
                become_known(Account.objects.create(display_name=self.cleaned_data["name"]), self._person())
                transaction.set_rollback(True)
        return super().try_save(request)  # type: ignore[no-any-return]

    def custom_signup(self, request: HttpRequest, user: Account) -> None:
        user.display_name = self.cleaned_data["name"][:200]
        user.language = get_language() or "en"
        user.save(update_fields=["display_name", "language"])
        become_known(user, self._person())

    def _person(self) -> NewPerson:
        data = self.cleaned_data
        return NewPerson(data["name"], data["birth_date"], data["contact"], get_language() or "en")


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: one that signs in by itself, unless its owner wants a second step only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class ChosenPasswordForm(forms.Form):
    """A first password, twice, for the login of somebody (`email`, `name`) who has none yet."""

    username = forms.EmailField(
        label=_("You sign in with"), disabled=True, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Choose a password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Several words that do not belong together are good."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password once more"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"username": email}
        self._whose = Account(email=email, display_name=name)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._whose)
        return password

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("password") and sent.get("again") and sent["password"] != sent["again"]:
            self.add_error("again", _("These two are not the same."))
        return sent


class ClaimForm(forms.Form):
    """Prove that one is the person who was invited."""

    code = forms.CharField(
        label=_("Your invitation code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("We sent it by text message or e-mail. It looks like this: K7QM-3XPA."),
    )
    birth_date = forms.DateField(
        label=_("Your date of birth"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )


class InviteForm(forms.Form):
    """Where the invitation goes: one of the patient's own contact points."""

    contact_point = forms.ChoiceField(label=_("Send the code to"), widget=forms.RadioSelect)

"""The one field in which a person says who they are: an e-mail address or a mobile number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from heartline.people.contacts import rules as contacts
from heartline.people.models import Organization
from heartline.people.registration.person import region_of


def parse_phone(text: str) -> str:
    """A number as people write it, as E.164; read as dialled in the organisation's country. Raises ValidationError."""
    country = Organization.objects.values_list("country", flat=True).first() or "US"
    try:
        return contacts.parse_phone(text, region_of(country))
    except ValueError as unreadable:
        raise ValidationError(str(unreadable), code="invalid_phone") from None


class PhoneField(forms.CharField):
    """A mobile number; E.164 when cleaned."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        return parse_phone(text) if text else ""


class ContactField(forms.CharField):
    """An e-mail address (in lower case) or a mobile number (E.164): whichever was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail or mobile number"))
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        if "@" in text:
            validate_email(text)
            return text.lower()
        try:
            return parse_phone(text)
        except ValidationError:
            raise ValidationError(_("Enter an e-mail address or a mobile number."), code="invalid_contact") from None


def is_email(contact: str) -> bool:
    return "@" in contact

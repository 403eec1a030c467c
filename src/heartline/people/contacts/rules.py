"""Phone numbers and e-mail addresses as they are kept: E.164, and lower case."""

import re

import phonenumbers
from django.utils.translation import gettext as _

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def parse_phone(text: str, region: str = "US") -> str:
    """The number in E.164, read as one dials it in `region` (ISO 3166). Raises ValueError with words for the reader.

    Possible numbers are taken even where no such block is handed out: numbering plans change faster than tables of them.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as unreadable:
        raise ValueError(_("This does not look like a phone number.")) from unreadable
    if not phonenumbers.is_possible_number(number):
        raise ValueError(_("This phone number is too short or too long."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_digits(value: str) -> list[str]:
    """Digit strings under which an E.164 number is looked for: with the country's code, and as dialled within it."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return [digits] if (digits := re.sub(r"\D", "", value)) else []
    whole = re.sub(r"\D", "", value)
    national = re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return [whole] if national in whole else [whole, national]


def parse_email(text: str) -> str:
    """The address in lower case. Raises ValueError with words for the reader."""
    address = text.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise ValueError(_("This does not look like an e-mail address."))
    return address


def parse_value(system: str, text: str, region: str = "US") -> str:
    """What is kept for a contact point of `system` ("phone", "sms", "email")."""
    return parse_email(text) if system == "email" else parse_phone(text, region)


def say_phone(value: str) -> str:
    """An E.164 number as people write it; anything else as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value

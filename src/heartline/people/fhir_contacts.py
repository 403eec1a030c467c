"""FHIR R4 ContactPoint and Address in our terms: E.164 where a number can be read, two-letter countries."""

import re
from collections.abc import Iterable

from babel.core import get_global

from heartline.people import fhir_types as r4
from heartline.people.contacts.rules import parse_phone
from heartline.people.importing.details import AddressDetails, ContactDetails

AS_RECEIVED = "As received; not a number that can be dialled"
_SYSTEMS = {"phone": "phone", "sms": "sms", "email": "email"}
_USES = {"mobile": "mobile", "home": "home", "work": "work"}


def phone(value: str, country: str) -> str:
    """`value` in E.164, numbers without a country code read as of `country`; empty when it is no number.

    Reserved and fictitious numbers pass (test data is full of them); placeholders of one repeated digit do not.
    """
    try:
        number = parse_phone(value, country or "ZZ")
    except ValueError:
        return ""
    return "" if re.search(r"(\d)\1{8}$", number) else number


def contact_points(telecom: Iterable[r4.ContactPoint], country: str) -> tuple[ContactDetails, ...]:
    """Phones, text numbers and e-mail addresses, the best-ranked marked preferred; fax, pagers and links left out."""
    found: dict[tuple[str, str], ContactDetails] = {}
    reachable = [point for point in telecom if point.system in _SYSTEMS and point.value.strip()]
    ranked = [point for point in reachable if point.rank is not None and point.use != "old"]
    best = min(ranked, key=lambda point: point.rank or 0, default=None)
    for point in reachable:
        system, raw = _SYSTEMS[point.system], point.value.strip().removeprefix("tel:").removeprefix("mailto:")
        if system == "email":
            value, note = raw.lower()[:254], "" if "@" in raw else AS_RECEIVED
        else:
            dialled = phone(raw, country)
            value, note = dialled or raw[:254], "" if dialled else AS_RECEIVED
        unusable = point.use == "old" or bool(note)
        details = ContactDetails(
            system=system,
            value=value,
            use=_USES.get(point.use, "mobile" if system == "sms" else "home"),
            preferred=point is best and not unusable,
            do_not_use=unusable,
            note=note,
        )
        found.setdefault((system, value), details)
    return tuple(found.values())


def country_code(text: str, default: str = "") -> str:
    """ISO 3166-1 alpha-2 of "US", "USA" or "840"; `default` for what is none of these."""
    text = text.strip().upper()
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text
    alias: list[str] = get_global("territory_aliases").get(text, [])
    return alias[0] if len(alias) == 1 else default


def address(given: r4.Address, country: str) -> AddressDetails:
    line = ", ".join(part.strip() for part in given.line if part.strip()) or (given.text if not given.city else "")
    return AddressDetails(
        use=given.use[:8] or "home",
        line=line[:200],
        city=given.city[:100],
        state=given.state[:60],
        postal_code=given.postal_code[:20],
        country=country_code(given.country, country if given.country else ""),
    )

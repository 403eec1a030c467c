"""Is a webhook from Twilio? Checked by Twilio's own SDK over the address that Twilio called.

Twilio signs the full public URL and, sorted by name, every form field; of a JSON body it signs a hash carried in the
URL's `bodySHA256`. The SDK tries the URL with and without its port. Behind a proxy the request that arrives names another
scheme or host than Twilio called, so the public address comes from our settings, never from `Host` or `X-Forwarded-*`,
which anybody can send. What is signed can be sent a second time: replays are caught by the provider's id, kept unique.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator, get_signature_algorithm

HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Secrets:
    """`tokens` are the account's auth tokens (two while one is being replaced); `shared_keys` by Twilio's id of the key."""

    tokens: tuple[str, ...] = field(default=(), repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)


class Fields(dict[str, list[str]]):
    """Form fields with all their values, in the shape that the SDK asks for (Django's `QueryDict.getlist`)."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Fields":
        fields = cls()
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        return fields


def public_url(base: str, path_and_query: str) -> str:
    """The address as Twilio called it: our public origin (`https://clinic.example`) and the request's own path and query."""
    if not path_and_query.startswith("/"):
        raise ValueError("A path starts with a slash.")
    return base.rstrip("/") + path_and_query


def form_fields(body: bytes) -> Fields | None:
    """The fields of a form body; None where it is none. Empty values count: they are signed too."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    return Fields.of(pairs)


def verified(
    secrets: Secrets, url: str, content_type: str, body: bytes, headers: Mapping[str, str]
) -> Fields | str | None:
    """The form's fields, or the JSON body, if Twilio sent them to this address; None otherwise.

    What is returned is what was checked: read nothing else of the request, or a second parser may see what Twilio never
    signed. Whatever cannot be understood is refused.
    """
    named = {name.lower(): value for name, value in headers.items()}
    signature = named.get(HEADER.lower(), "")
    told = named.get(SETTINGS_HEADER.lower(), "")
    if not signature or not _is_address(url):
        return None
    is_form = not body or content_type.split(";")[0].strip().lower() == _FORM
    params: Fields | str | None = form_fields(body) if is_form else _hashed(url, body)
    if params is None:
        return None
    algorithm = get_signature_algorithm(told)
    fits = (RequestValidator(secret).validate(url, params, signature, algorithm) for secret in _secrets(secrets, told))
    return params if any(fits) else None


def _secrets(secrets: Secrets, told: str) -> tuple[str, ...]:
    """A request that names a shared key is checked with that one alone; any other with the account's tokens.

    So nobody can choose by leaving a header out, or making one up, which secret an algorithm is tried with.
    """
    if not told:
        return tuple(filter(None, secrets.tokens))
    parts = dict(part.strip().partition("=")[::2] for part in told.split(","))
    key = secrets.shared_keys.get(parts.get("key", ""), "")
    return (key,) if key else ()


def _hashed(url: str, body: bytes) -> str | None:
    """A body that is no form must be vouched for by its hash; one without it would not be signed at all."""
    if "bodySHA256" not in parse_qs(urlsplit(url).query):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

"""Which resource is meant: by id, urn:uuid, address, search ("Practitioner?identifier=…|…") or inside another one."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from heartline.doors.fhir.reading import Entry
from heartline.people.fhir_types import Identifier, Reference

# A UUID names the same thing wherever it is met; any other id only within the system that gave it.
ANYWHERE = "urn:uuid"
_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
_RELATIVE = re.compile(
    r"(?:(?P<base>https?://.+)/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(?:/_history/.*)?"
)
_SEARCH = re.compile(r"(?:https?://.+/)?(?P<type>[A-Z][A-Za-z]+)\?(?P<query>.+)")


@dataclass(frozen=True, slots=True)
class Key:
    """Where a resource of another system is remembered under (kernel.models.ImportedResource)."""

    source: str
    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose ids these are: `source` as named by the user or by the folder, `named` when the user did."""

    source: str
    named: bool = False

    def of(self, base: str) -> "Origin":
        """The origin of what stands under the address `base`, unless the user said that all is one system's."""
        return self if self.named or not base else Origin(base[:200])


def origin_of(entry: Entry, default: Origin) -> Origin:
    """A Bundle entry with an absolute address belongs to that server, and its relative references do, too."""
    match = _RELATIVE.fullmatch(entry.full_url)
    return default.of(match["base"] or "") if match else default


def key_of(entry: Entry, origin: Origin) -> Key | None:
    """The key of the entry's own resource; None when it has neither id nor address."""
    own = str(entry.resource.get("id") or "")
    if own:
        return _key(origin, entry.type, own)
    return _of_address(entry.full_url, entry.type, origin)


def aliases_of(entry: Entry, origin: Origin, identifiers: list[Identifier]) -> list[Key]:
    """Further keys under which others refer to it: its address in the Bundle, its identifiers."""
    address = _of_address(entry.full_url, entry.type, origin)
    keys = [address] if address else []
    return keys + [identifier_key(entry.type, i.system, i.value) for i in identifiers if i.system and i.value]


def contained_key(parent: Key, type_: str, id_: str) -> Key:
    return Key(parent.source, type_, f"{parent.id}#{id_}"[:200])


def identifier_key(type_: str, system: str, value: str) -> Key:
    return Key(f"identifier {system}"[:200], type_, value[:200])


def keys_of(reference: Reference, types: tuple[str, ...], origin: Origin, parent: Key | None) -> list[Key]:
    """The keys that `reference` may stand for, if it is one to a resource of `types`; likeliest first."""
    text = reference.reference.strip()
    keys: list[Key] = []
    if text.startswith("#"):
        keys = [contained_key(parent, type_, text[1:]) for type_ in types] if parent else []
    elif search := _SEARCH.fullmatch(text):
        for token in parse_qs(search["query"]).get("identifier", []):
            system, _, value = token.rpartition("|")
            keys.append(identifier_key(search["type"], system, value))
    elif match := _UUID.fullmatch(text):
        keys = [Key(ANYWHERE, type_, match[1].lower()) for type_ in types]
    elif match := _RELATIVE.fullmatch(text):
        keys = [_key(origin.of(match["base"] or ""), match["type"], match["id"])]
    if reference.identifier and reference.identifier.value:
        keys += [identifier_key(t, reference.identifier.system, reference.identifier.value) for t in types]
    return [key for key in keys if key.type in types]


def _key(origin: Origin, type_: str, id_: str) -> Key:
    match = _UUID.fullmatch(id_)
    return Key(ANYWHERE, type_, match[1].lower()) if match else Key(origin.source, type_, id_[:200])


def _of_address(address: str, type_: str, origin: Origin) -> Key | None:
    if match := _UUID.fullmatch(address):
        return Key(ANYWHERE, type_, match[1].lower())
    if match := _RELATIVE.fullmatch(address):
        return _key(origin.of(match["base"] or ""), type_, match["id"])
    return Key(origin.source, type_, address[:200]) if address else None

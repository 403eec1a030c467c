"""How what happened reads. Each domain says it of its own kinds, with @wording; a kind nobody speaks for still shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heartline.kernel.actor import Kind
from heartline.kernel.errors import Words
from heartline.kernel.models import Event
from heartline.people.models import Role


@dataclass(frozen=True, slots=True)
class Wording:
    """An event in words: one line, and what may stand below it. `icon` is lucide's; empty: the kind's own."""

    title: Words
    text: Words = ""
    icon: str = ""
    href: str = ""
    details: Sequence[tuple[Words, Words]] = ()
    badge: Words = ""
    badge_kind: str = "neutral"


@dataclass(frozen=True, slots=True)
class Entry:
    """What components/timeline_entry.html draws."""

    id: int
    kind: str
    at: datetime
    title: Words
    actor: str
    door: str
    text: Words = ""
    icon: str = ""
    href: str = ""
    details: Sequence[tuple[Words, Words]] = ()
    badge: Words = ""
    badge_kind: str = "neutral"
    tz: str = ""
    record: UUID | None = None  # on which record it stands …
    source: str = ""  # … and its number, where a person has several


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that a reader filters by together: those of these nouns ("appointment" of "appointment.booked")."""

    name: str
    label: Words
    nouns: tuple[str, ...]


Speaker = Callable[[Event], Wording]

_speakers: dict[str, Speaker] = {}
_groups: dict[str, Group] = {}


def wording(*kinds: str) -> Callable[[Speaker], Speaker]:
    """The decorated function says in words what events of these kinds are. It gets the event and asks no database."""

    def register(speaker: Speaker) -> Speaker:
        _speakers.update(dict.fromkeys(kinds, speaker))
        return speaker

    return register


def group(name: str, label: Words, *nouns: str) -> None:
    """Offer a filter for these nouns on every timeline."""
    _groups[name] = Group(name, label, nouns)


def groups() -> list[Group]:
    """The filters, in the order in which they were offered."""
    return list(_groups.values())


def describe(event: Event, tz: str = "", source: str = "") -> Entry:
    """The event as a timeline shows it; `tz` is the zone in which its time is told, `source` the number of its record."""
    speaker = _speakers.get(event.kind)
    said = speaker(event) if speaker else Wording(event.kind.replace(".", " ").replace("_", " ").capitalize())
    return Entry(
        id=event.id,
        kind=event.kind,
        at=event.at,
        title=said.title,
        actor=who(event.actor_kind, event.actor_label, event.actor_role),
        door=event.door,
        text=said.text,
        icon=said.icon,
        href=said.href,
        details=said.details,
        badge=said.badge,
        badge_kind=said.badge_kind,
        tz=tz,
        record=event.patient_id,
        source=source,
    )


def who(kind: str, label: str, role: str) -> str:
    """The acting person in words: "Nora Nuñez, nurse"; a proxy is always said to be one."""
    if kind == Kind.SYSTEM:
        return _("Heartline")
    if kind == Kind.PROXY:
        return _("%(name)s, acting for them") % {"name": label}
    if kind == Kind.STAFF and role in Role.values:
        return _("%(name)s, %(role)s") % {"name": label, "role": Role(role).label}
    return label or _("Somebody not signed in")

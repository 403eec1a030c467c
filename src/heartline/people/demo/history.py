"""What the ledger knows of people from before: registered, allowed somebody to act for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from heartline.kernel.db.bulk import copy
from heartline.kernel.models import Event
from heartline.people.demo.person import Household
from heartline.people.demo.staff import Team
from heartline.people.models import Role, StaffMember

EVENT = ["at", "kind", "patient_id", "site_id", "subject_id", "actor_kind", "actor_id", "actor_label", "actor_role", "door",
         "data"]  # fmt: skip


def event(
    at: datetime, kind: str, patient_id: UUID, who: tuple[str, UUID | None, str, str, str], data: dict[str, Any],
    *, site_id: UUID | None = None, subject_id: UUID | None = None,
) -> tuple[Any, ...]:  # fmt: skip
    """A row of the ledger. `who` is (kind, account, label, role, door)."""
    return at, kind, patient_id, site_id, subject_id, *who, Jsonb(data)


def staff_actor(member: StaffMember, door: str = "desk") -> tuple[str, UUID | None, str, str, str]:
    """Somebody of the staff, as the ledger names them."""
    return "staff", member.account_id, member.name, member.role, door


def tell(rng: Random, households: list[Household], team: Team) -> int:
    """Write the events, oldest first."""
    return copy(Event, EVENT, sorted(_events(rng, households, team), key=lambda row: (row[0], str(row[2]))))


def _events(rng: Random, households: list[Household], team: Team) -> Iterator[tuple[Any, ...]]:
    desk = team.by_role[Role.FRONT_DESK]
    for home in households:
        for person in home.people:
            who = staff_actor(rng.choice(desk))
            yield event(person.known_since, "patient.registered", person.id, who, {}, subject_id=person.id)
        for acts in home.acts_for:
            at = acts.patient.known_since + timedelta(minutes=rng.randrange(5, 40))
            data = {"holder": acts.holder_name, "relationship": acts.relationship, "scope": acts.scope,
                    "ends_on": acts.ends_on.isoformat() if acts.ends_on else None}  # fmt: skip
            yield event(at, "proxy.granted", acts.patient.id, staff_actor(rng.choice(desk)), data)

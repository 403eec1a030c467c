"""A plan's lines as its page shows them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heartline.kernel import dates
from heartline.kernel.errors import Words
from heartline.people.models import ContactPoint
from heartline.scheduling.desk.board import flags
from heartline.scheduling.models import ReassignedVisit
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.reassignment import queries, rules
from heartline.scheduling.reassignment.actions import place
from heartline.scheduling.reassignment.rules import State
from heartline.scheduling.reassignment.wording import STATES, URGENCIES, WHY_CALL, sentence


@dataclass(slots=True)
class Row:
    """One line: who, until now, the proposal with its reasons, and what else there is to choose from."""

    item: ReassignedVisit
    state: State
    badge: tuple[Words, str, str]
    speak: str
    urgency: Words
    contact: ContactPoint | None
    last_seen: tuple[str, datetime] | None
    why: str
    why_call: Words
    options: list[tuple[str, str, bool]]  # value, words, chosen
    clash: bool
    here: bool  # was just changed

    @property
    def open(self) -> bool:
        return self.state in (State.PROPOSED, State.CALL)

    @property
    def minutes(self) -> int:
        """How long the visit takes."""
        return int(self.item.appointment.service.duration.total_seconds() // 60)


def rows(items: Sequence[ReassignedVisit], at: str = "") -> list[Row]:
    """One query."""
    seen = queries.last_seen({item.patient_id for item in items})
    states = {item.pk: queries.state_of(item) for item in items}
    proposed = [item for item in items if states[item.pk] is State.PROPOSED]
    clashing = rules.conflicts([place(item) for item in proposed])
    return [_row(item, states[item.pk], seen.get(item.patient_id), item.pk in clashing, at) for item in items]


def counts(lines: Sequence[Row]) -> list[tuple[int, Words]]:
    """How many of each, in the order in which a plan goes along."""
    found = Counter(line.state for line in lines)
    return [(found[state], STATES[state][0]) for state in State if found[state]]


def _row(item: ReassignedVisit, state: State, seen: tuple[str, datetime] | None, clash: bool, at: str) -> Row:
    contacts: list[ContactPoint] = item.patient.usable_contacts  # type: ignore[attr-defined]
    return Row(
        item=item,
        state=state,
        badge=STATES[state],
        speak=flags(item.patient),
        urgency=URGENCIES[item.urgency],
        contact=contacts[0] if contacts else None,
        last_seen=seen,
        why=sentence(item.why),
        why_call=WHY_CALL.get(item.why_call, ""),
        options=_options(item) if state in (State.PROPOSED, State.CALL) else [],
        clash=clash,
        here=at == str(item.appointment_id),
    )


def _options(item: ReassignedVisit) -> list[tuple[str, str, bool]]:
    chosen = str(Choice(item.clinician_id, item.starts_at)) if item.clinician_id and item.starts_at else ""
    zone = item.appointment.site.time_zone  # theirs, also when who calls them sits elsewhere
    made = [_option(option, chosen, zone) for option in item.options]
    if chosen and all(value != chosen for value, _words, _chosen in made) and item.clinician and item.starts_at:
        said = _say(item.starts_at, zone)
        made.insert(0, (chosen, f"{said} · {item.clinician.name}", True))
    return made


def _option(option: dict[str, Any], chosen: str, zone: str) -> tuple[str, str, bool]:
    moment = datetime.fromisoformat(option["starts_at"])
    value = str(Choice(UUID(option["clinician"]), moment))
    words = [_say(moment, zone), option["name"], sentence(option["why"])]
    return value, " · ".join(part for part in words if part), value == chosen


def _say(moment: datetime, zone: str) -> str:
    local = dates.local(moment, zone)
    return f"{dates.say_short(local.date())} {dates.say_time(moment, zone)}"

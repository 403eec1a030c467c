"""Who of the staff looked at whom lately: entries of the audit log, through the audit itself, so that the chain holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from heartline.kernel import actor, audit, clock
from heartline.kernel.actor import Actor, Kind
from heartline.people.demo import Clinic
from heartline.people.models import Role, StaffMember
from heartline.scheduling.demo.visit import Visit

DESK = (("search", "record"), ("search", "record", "timeline"), ("record",), ("search",))
CARE = (("record", "timeline"), ("timeline",))


def look(rng: Random, clinic: Clinic, visits: Sequence[Visit], now: datetime, count: int) -> int:
    """About `count` entries of the last two weeks, oldest first: the desk before a visit, clinicians on its day."""
    lately = [visit for visit in visits if now - timedelta(days=14) < visit.start < now + timedelta(days=1)]
    families = {person.id for person in clinic.featured.people}
    chosen = [
        visit for visit in visits if visit.person.id in families and now - timedelta(days=60) < visit.start <= now
    ]
    chosen += rng.sample(lately, min(len(lately), count // 2))
    desk = clinic.team.by_role[Role.FRONT_DESK] + clinic.team.by_role[Role.AGENT]
    looks: list[tuple[datetime, UUID, StaffMember, tuple[str, ...]]] = []
    for visit in chosen:
        looks.append(
            (
                visit.start - timedelta(minutes=rng.randrange(20, 3000)),
                visit.person.id,
                rng.choice(desk),
                rng.choice(DESK),
            )
        )
        if visit.status == "fulfilled":
            looks.append((visit.start + timedelta(minutes=3), visit.person.id, clinic.team.clinicians[visit.clinician],
                          rng.choice(CARE)))  # fmt: skip
    written = 0
    for at, patient_id, member, what in sorted(
        (entry for entry in looks if entry[0] < now), key=lambda entry: entry[:2]
    ):
        if written >= count:
            break
        who = Actor(Kind.STAFF, member.name, member.account_id, member.role, "desk")
        with clock.set(at), actor.acting(who), audit.collecting():
            for thing in what:
                audit.read(patient_id, thing)
        written += len(what)
    return written

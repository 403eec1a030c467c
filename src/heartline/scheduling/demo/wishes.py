"""Visits that the demo's logins are to have, placed before everybody else's; and one very long history."""

from collections.abc import Iterator
from datetime import date, timedelta

from heartline.people.demo import Clinic
from heartline.people.demo.draw import new_id
from heartline.people.demo.person import Person
from heartline.scheduling.demo.calendar import moment
from heartline.scheduling.demo.filling import Chair, Filling
from heartline.scheduling.demo.services import OFFERS, SPECS
from heartline.scheduling.demo.visit import Visit

# Given name → (service, days from today), at the first time from that day on.
WISHES = {
    "Grace": (("annual-check-up", 8), ("blood-test", 3), ("flu-shot", -41), ("contraception", -170), ("blood-test", -300)),
    "Tobi": (("asthma-review", 5), ("child-well-visit", -95), ("asthma-review", -190)),
    "Ife": (("child-well-visit", 12), ("hearing-test", -60), ("video-visit-cold", -22)),
    "Folasade": (("physiotherapy", 1), ("physiotherapy", 8), ("diabetes-review", 20), ("physiotherapy", -7),
                 ("physiotherapy", -14), ("heart-check", -50), ("blood-test", -55), ("medication-review", -120)),
    "Layla": (("pregnancy-visit", 4), ("ultrasound", 10), ("pregnancy-visit", 27), ("pregnancy-visit", -26),
              ("blood-test", -24), ("pregnancy-visit", -54)),
    "Yusuf": (("child-well-visit", 9), ("video-visit-cold", -13), ("flu-shot", -40)),
    "Văn Phúc": (("blood-test", 1), ("heart-check", 3), ("eye-check", 16), ("hearing-test", -33),
                 ("blood-test", -72), ("heart-check", -180)),
    "Rosalind": (("wound-care", 2), ("wound-care", 7), ("joint-pain", 15)),
}  # fmt: skip
LONG_ENTRIES = 10_000
MORNING = 8 * 60 + 40


def grant(filling: Filling, clinic: Clinic, chairs: list[Chair], today: date) -> Iterator[Visit]:
    """The wished-for visits, kept as booked or fulfilled."""
    for person in clinic.featured.people:
        for slug, days in WISHES.get(person.named.written[0].given[0], ()):
            visit = _first(filling, chairs, person, slug, today + timedelta(days=days))
            if visit is not None:
                yield visit


def _first(filling: Filling, chairs: list[Chair], person: Person, slug: str, day: date) -> Visit | None:
    able = [chair for chair in chairs if slug in OFFERS[chair.specialty]]
    for later in range(14):
        sessions = [
            (chair, session)
            for chair in able
            for session in filling.hours.sessions(chair.resource_id, day + timedelta(days=later))
        ]
        for chair, session in sorted(sessions, key=lambda found: found[1].site != person.site):
            for minute in range(session.starts + 60, session.ends - SPECS[slug].minutes, SPECS[slug].step):
                on_grid = -(-minute // SPECS[slug].step) * SPECS[slug].step
                with filling.fates.kept():
                    visit = filling.place(chair, session, on_grid, person, slug)
                if visit is not None:
                    return visit
    return None


def long_history(filling: Filling, clinic: Clinic, chairs: list[Chair], before: date, entries: int) -> Iterator[Visit]:
    """Three mornings a week of wound care, back from `before` for as many years as `entries` of the ledger take.

    From a time before this calendar was kept: these visits take no time of anybody's, they are history.
    """
    person, rng = clinic.featured.long_known, filling.rng
    chair = next(chair for chair in chairs if chair.specialty == "nursing")
    written, day = 0, before
    while written < entries:
        day -= timedelta(days=1)
        if day.weekday() not in (0, 2, 4):
            continue
        start = moment(filling.zones[0], day, MORNING)
        who = filling.fates.receiver()
        yield Visit(
            new_id(rng), person, "wound-care", chair.number, None, 0, start, start + timedelta(minutes=20), "in_person",
            "fulfilled", start - timedelta(days=rng.randrange(2, 8), minutes=rng.randrange(200)), who,
            seen_at=start - timedelta(minutes=rng.randrange(2, 15)),
        )  # fmt: skip
        written += 3

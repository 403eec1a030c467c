"""Hours that flatten a site's peaks, before and after, by the simulation: a crowded Monday made for it, or a site's own.

The made one is written in a transaction that is rolled back; a site's own hours are proposed and not adopted.
"""

import argparse
import json
import time
from datetime import date, datetime, timedelta
from datetime import time as wall
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heartline.people.models import Site

NEEDS_CLINIC = True
SHOWN = ("peak", "peak_bad", "wait", "wait_bad", "idle", "overtime", "visits")


def run(arguments: list[str]) -> int:
    """Print both, and how long it took to find."""
    parser = argparse.ArgumentParser(prog="heartline bench flow", description=__doc__)
    parser.add_argument("--site", metavar="SLUG", help="a site of this installation (default: a clinic made for it)")
    parser.add_argument(
        "--limit", type=int, default=0, help="do not flatten below this many people (default: as far as it goes)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    found = measure(options.site, options.limit)
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        print(f"{found['changes']} sessions begin at other times or on other days; found in {found['seconds']} s")
        for name in SHOWN:
            print(f"{name:10} before {found['before'][name]:6} after {found['after'][name]:6}")
    return 0


def measure(slug: str | None, limit: int) -> dict[str, Any]:
    from django.db import transaction

    from heartline.kernel import clock
    from heartline.people.models import Site
    from heartline.scheduling.flow.proposing import propose

    with transaction.atomic():
        site = Site.objects.get(slug=slug) if slug else _crowded()
        today = clock.now().astimezone(site.zone).date()
        began = time.perf_counter()
        found = propose(site, today - timedelta(days=today.weekday()), limit)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    both = {which: {name: getattr(found, which)[name] for name in SHOWN} for which in ("before", "after")}
    return {**both, "changes": len(found.changes), "seconds": round(seconds, 1)}


def _crowded() -> "Site":
    """Twelve clinicians, eight rooms; ten of them work on Monday morning, which is full; the week is half empty."""
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from heartline.kernel import clock
    from heartline.people.models import Organization, Patient, Room, Site, StaffMember
    from heartline.scheduling.models import Appointment, Offering, Resource, Service, WorkingPattern

    rng = Random(7)
    site = Site.objects.create(
        organization=Organization.objects.create(name="Bench"),
        name="Bench",
        slug="bench-flow",
        time_zone="America/New_York",
    )
    Room.objects.bulk_create(Room(site=site, name=f"Bench {n}") for n in range(8))
    service = Service.objects.create(slug="bench-flow", name={"en": "Bench"}, modes=["in_person"], room_kind="exam",
                                     step=timedelta(minutes=20), buffer_after=timedelta(minutes=5))  # fmt: skip
    people = Patient.objects.bulk_create(Patient(name=f"Bench {n}") for n in range(400))
    today = clock.now().astimezone(site.zone).date()
    monday = today - timedelta(days=today.weekday())
    rows = []
    for number in range(12):
        member = StaffMember.objects.create(role="clinician", name=f"Bench {number:02}")
        who = Resource.objects.create(kind="clinician", name=member.name, staff_member=member)
        Offering.objects.create(service=service, resource=who)
        for weekday in {1 if number < 10 else 2, 2 + number % 4}:
            WorkingPattern.objects.create(resource=who, site=site, weekday=weekday, starts=wall(8), ends=wall(12),
                                          valid_from=date(2020, 1, 1))  # fmt: skip
            for week in range(1, 7):
                on = monday - timedelta(weeks=week) + timedelta(days=weekday - 1)
                for slot in range(9 if weekday == 1 else 4):
                    minute = 8 * 60 + 25 * slot
                    start = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=site.zone)
                    rows.append(Appointment(
                        patient=rng.choice(people), service=service, clinician=who, site=site, mode="in_person",
                        period=DateTimeTZRange(start, start + timedelta(minutes=20)), status="fulfilled" if rng.random() > 0.08 else "noshow",
                        booked_at=start - timedelta(days=9), changed_at=start,
                    ))  # fmt: skip
    Appointment.objects.bulk_create(rows)
    return site

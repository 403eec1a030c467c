"""A clinician with 200 visits falls ill: from the button to the plan on the screen, then all moved in one step.

In a clinic made for it, in a transaction that is rolled back; the installation's own data stays as it is.
"""

import argparse
import json
import time
from typing import Any

NEEDS_CLINIC = True


def run(arguments: list[str]) -> int:
    """Print how long each part took, and what became of the patients."""
    parser = argparse.ArgumentParser(prog="heartline bench reassignment", description=__doc__)
    parser.add_argument("--visits", type=int, default=200, help="visits of the one who is ill (default: 200)")
    parser.add_argument(
        "--taken", type=float, default=0.7, help="share of the others' time that is taken (default: 0.7)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    found = measure(options.visits, options.taken)
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name.replace('_', ' '):28} {value}")
    return 0


def measure(visits: int, taken: float) -> dict[str, Any]:
    """Seconds of each part (`begin`, `propose`: found and solved, `render`: the page), and counts."""
    from django.db import transaction

    from bench._absence_world import make, rendered
    from heartline.scheduling.reassignment import actions, queries

    with transaction.atomic():
        clinic = make(visits, taken)
        began, worked = time.perf_counter(), time.process_time()
        plan = actions.begin(clinic.ill, clinic.first, clinic.last, reason="away", key="bench")
        blocked = time.perf_counter()
        actions.propose(plan)
        proposed = time.perf_counter()
        size = rendered(clinic, plan)
        shown, worked = time.perf_counter(), time.process_time() - worked
        items = list(queries.whole_items(plan))
        before = time.perf_counter()
        moved = actions.move_all(plan, key="bench", address="https://clinic.example/")
        after = time.perf_counter()
        transaction.set_rollback(True)
    placed = [item for item in items if item.starts_at]
    return {
        "visits": len(items),
        "placed": len(placed),
        "to_call": len(items) - len(placed),
        "same_day": sum(item.starts_at.date() == item.from_start.date() for item in placed if item.starts_at),
        "language_kept": sum(
            ["speaks", item.patient.language] in item.why for item in placed if item.patient.language != "en"
        ),
        "other_language": sum(item.patient.language != "en" for item in items),
        "begin_s": round(blocked - began, 2),
        "propose_s": round(proposed - blocked, 2),
        "render_s": round(shown - proposed, 2),
        "end_to_end_s": round(shown - began, 2),
        "own_cpu_s": round(worked, 2),  # what a busy machine does not blur; the database works besides
        "move_all_s": round(after - before, 2),
        "moved": moved,
        "page_kb": size // 1024,
    }

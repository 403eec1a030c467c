"""The audit log: who looked at whose data, by patient or by staff, and whether anybody laid hands on it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.kernel import audit as audit_log
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page
from heartline.people.models import StaffMember
from heartline.people.record.queries import patient as find_patient
from heartline.people.search.queries import find
from heartline.people.seen.queries import looks


@staff_page("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """At most seven queries. Looking at the log is a look, too, and is noted; such looks are shown only when asked for."""
    asked = {name: request.GET.get(name, "") for name in ("patient", "staff", "q", "log")}
    patient_id, actor_id = read_uuid(asked["patient"]), read_uuid(asked["staff"])
    before = request.GET.get("before", "")
    found = looks(
        patient_id, actor_id, int(before) if before.isdecimal() and len(before) < 19 else 0, with_log=bool(asked["log"])
    )
    hits = find(asked["q"], 8) if asked["q"] else []
    shown = [look.entry.patient_id for look in found.looks if look.patient_name]
    for seen_id in dict.fromkeys([*shown, *(hit.id for hit in hits)]):
        audit_log.read(seen_id, "audit")
    kept = {name: value for name, value in asked.items() if value and name != "q"}
    context: dict[str, Any] = {
        "looks": found,
        "hits": [(hit, _href({**kept, "patient": str(hit.id)})) for hit in hits],
        "about": find_patient(patient_id) if patient_id else None,
        "staff_members": StaffMember.objects.filter(account__isnull=False).order_by("family", "given"),
        "asked": asked,
        "older_href": _href({**kept, "before": str(found.older)}) if found.older else "",
        "all_patients_href": _href({name: value for name, value in kept.items() if name != "patient"}),
        "verify_href": _href({**kept, "verify": "1"}),
        "verdict": audit_log.verify() if request.GET.get("verify") else None,
    }
    return render(request, "people/desk/audit.html", context)


def _href(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}"

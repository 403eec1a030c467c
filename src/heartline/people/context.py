"""What every template may know of who is here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from heartline.people.permissions import table_for


def people(request: HttpRequest) -> dict[str, Any]:
    """`can` for staff templates (patient_read, …), and whom a patient's page is for. No queries."""
    staff = getattr(request, "staff", None)
    acting_for = getattr(request, "acting_for", None)
    records = [one for one in getattr(request, "records", ()) if acting_for and one.person_id == acting_for.person_id]
    return {
        "can": table_for(staff.role) if staff else {},
        "staff": staff,
        "acting_for": acting_for,
        "acting_topics": [f"patient:{one.pk}" for one in records],
        "acting_for_other": acting_for != getattr(request, "patient", None),
        "debug": settings.DEBUG,
    }

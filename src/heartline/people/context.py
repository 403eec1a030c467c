"""What every template may know of who is here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from heartline.people.permissions import table_for


def people(request: HttpRequest) -> dict[str, Any]:
    """`can` for staff templates (patient_read, …), and whom a patient's page is for. No queries."""
    staff = getattr(request, "staff", None)
    return {
        "can": table_for(staff.role) if staff else {},
        "staff": staff,
        "acting_for": getattr(request, "acting_for", None),
        "acting_for_other": getattr(request, "acting_for", None) != getattr(request, "patient", None),
        "debug": settings.DEBUG,
    }

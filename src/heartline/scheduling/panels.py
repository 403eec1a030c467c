"""What scheduling shows on a patient's page at the desk."""

from collections.abc import Mapping
from typing import Any

from heartline.people.linking.queries import records_of
from heartline.people.models import Patient
from heartline.people.panels import panel
from heartline.people.places.queries import zones
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.waitlist import queries as waitlist


@panel("coming", order=10, permission="day.read")
def coming(patient: Patient) -> tuple[str, Mapping[str, Any]]:
    """The visits that are coming, the next first. One query."""
    return "scheduling/desk/coming.html", {"patient": patient, "coming": booking.upcoming(patient)}


@panel("waiting", order=20, permission="waitlist.read")
def waiting(patient: Patient) -> tuple[str, Mapping[str, Any]]:
    """What they wait for. Four queries."""
    return "scheduling/desk/waitlist_panel.html", {
        "patient": patient,
        "waiting": waitlist.of_records(records_of(patient.pk)),
        "zone": zones()[0],
    }

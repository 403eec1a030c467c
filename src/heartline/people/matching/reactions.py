"""Whoever comes in, or comes to be known better, is compared with everybody."""

from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.matching.actions import consider


@on("patient.registered")
@on("patient.imported")
@on("patient.name_changed")
@on("patient.identity_changed")
@on("patient.address_changed")
@on("contact.added")
@on("coverage.added")
def compare(event: Event) -> None:
    if event.patient_id:
        consider(event.patient_id)

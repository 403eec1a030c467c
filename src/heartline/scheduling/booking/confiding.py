"""Which visits stay between the patient and the staff: by their service, by age, or by hand."""

from datetime import date

from django.db import transaction

from heartline.kernel import actor, clock, ledger
from heartline.kernel.actor import Kind
from heartline.people.confidential.queries import privacy_of
from heartline.people.models import Patient
from heartline.scheduling.booking import happenings
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import whole
from heartline.scheduling.catalogue.models import Service


def by_default(patient: Patient, service: Service, day: date, *, wished: bool = False) -> bool:
    """Whether a new visit is confidential: its service says so, the age rules do, or the patient wishes it and may.

    What a proxy books, a proxy knows of: it stays open until somebody closes it by hand. One query.
    """
    if actor.current().kind is Kind.PROXY:
        return False
    if service.confidential:
        return True
    how = privacy_of(patient, service.category, day)
    return how == "always" or (wished and how == "on_wish")


def may_wish(patient: Patient, service: Service, day: date) -> bool:
    """Whether the patient, booking for themselves, is asked if this stays between them and us. One query."""
    who = actor.current()
    if who.kind is not Kind.PATIENT or service.confidential:
        return False
    return privacy_of(patient, service.category, day) == "on_wish"


def confide(appointment: Appointment, confidential: bool) -> Appointment:
    """Keep a visit from the patient's proxies, or open it to them again, from now on. Told only to those who may know.

    What the ledger said of it before is hidden and shown with it (kernel.db.security.ABOUT).
    """
    with transaction.atomic():
        visit = whole(appointment.pk, lock=True)
        if visit.confidential != confidential:
            visit.confidential = confidential
            visit.changed_at = clock.now()
            visit.save(update_fields=["confidential", "changed_at"])
            ledger.record(
                "appointment.closed" if confidential else "appointment.opened",
                patient_id=visit.patient_id,
                subject_id=visit.pk,
                site_id=visit.site_id,
                data=happenings.facts(visit),
                confidential=True,
            )
        return visit

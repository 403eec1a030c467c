"""Facts about a patient and an actor, fetched for the rules that decide on them."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock
from heartline.kernel.actor import Kind
from heartline.kernel.errors import NotAllowed, Words
from heartline.people.linking.queries import of_person
from heartline.people.models import Patient
from heartline.people.proxies.queries import scope_of
from heartline.scheduling.booking import rules
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.refusals import NotBookable
from heartline.scheduling.catalogue.models import Service


def terms(service: Service) -> rules.Terms:
    return rules.Terms(service.online, service.min_age, service.max_age, service.active)


def who(patient: Patient) -> rules.Who:
    """One query: whether they have been seen here before, on whichever record of theirs."""
    seen = Appointment.objects.filter(
        patient=OuterRef("pk"), status__in=[Appointment.Status.ARRIVED, Appointment.Status.FULFILLED]
    )
    records = list(of_person(patient.pk).annotate(seen=Exists(seen)))
    born = patient.birth_date or next((record.birth_date for record in records if record.birth_date), None)
    deceased = any(record.deceased_on for record in [patient, *records])
    return rules.Who(born, any(record.seen for record in records), deceased=deceased)


def why_not(service: Service, patient: Patient, *, day: date | None = None, online: bool = True) -> Words | None:
    """Why this patient cannot book `service`, for a page to say before it shows times; None if they can."""
    return rules.ineligible(terms(service), who(patient), day or clock.now().date(), online=online)


def why_never(service: Service, patient: Patient) -> Words | None:
    """Why this patient cannot book `service` online for any day that is open, so that no time is worth showing.

    None for those who can now, or will be old enough within the service's horizon.
    """
    today, asked, known = clock.now().date(), terms(service), who(patient)
    reasons = [rules.ineligible(asked, known, day, online=True) for day in (today, today + service.horizon)]
    return reasons[0] if all(reasons) else None


def require_eligible(service: Service, patient: Patient, day: date, *, online: bool) -> None:
    """Raise NotBookable with the reason unless this patient can book `service` for `day`."""
    reason = why_not(service, patient, day=day, online=online)
    if reason is not None:
        raise NotBookable(reason)


def require_arranger(patient: Patient) -> None:
    """Raise NotAllowed unless the current actor may arrange this patient's visits."""
    acting = actor.current()
    own = acting.account_id is not None and (
        patient.account_id == acting.account_id or of_person(patient.pk).filter(account_id=acting.account_id).exists()
    )
    scope = "" if own or acting.kind in (Kind.STAFF, Kind.SYSTEM) else scope_of(acting.account_id, patient.pk)
    if not rules.may_arrange(acting.kind, own=own, scope=scope):
        raise NotAllowed(
            _("You cannot arrange visits for this person."),
            _("Ask them, or the front desk, to give you this right."),
        )


def require_notice(appointment: Appointment, now: datetime) -> None:
    """Raise NotBookable if it is too late for a patient to change this visit themselves."""
    if actor.current().kind in (Kind.STAFF, Kind.SYSTEM):
        return
    reason = rules.too_late_to_change(appointment.period.lower, now, appointment.service.cancel_notice)
    if reason is not None:
        raise NotBookable(reason, _("Please call us, so that we can help you."), kept=_("Your visit stays as it is."))

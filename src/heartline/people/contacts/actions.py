"""Changing how a person can be reached. A preferred way is always one that may be used."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import ledger
from heartline.kernel.clock import now
from heartline.kernel.errors import Refused
from heartline.people.linking.queries import of_person
from heartline.people.models import ContactPoint, Patient
from heartline.people.proxies.queries import require
from heartline.people.registration.person import Contact
from heartline.people.search.actions import refresh


def add(patient: Patient, contact: Contact) -> ContactPoint:
    """A further way to reach the patient. One they had already is changed to what is said now."""
    require(patient.pk, "details")
    with transaction.atomic():
        if contact.preferred:
            ContactPoint.objects.filter(patient__in=of_person(patient.pk), preferred=True).update(preferred=False)
        point, new = ContactPoint.objects.update_or_create(
            patient=patient,
            system=contact.system,
            value=contact.value,
            defaults=contact.model_dump(include={"use", "preferred", "do_not_use", "shared", "note"})
            | ({"verified_at": now()} if contact.verified else {}),
        )
        refresh(patient.pk)
        _record("contact.added" if new else "contact.changed", point)
    return point


def remove(point: ContactPoint) -> None:
    """Forget this way to reach them."""
    require(point.patient_id, "details")
    with transaction.atomic():
        _record("contact.removed", point)
        point.delete()
        refresh(point.patient_id)


def prefer(point: ContactPoint) -> None:
    """Reach the patient this way first. Raises Refused if it is marked not to be used."""
    require(point.patient_id, "details")
    if point.do_not_use:
        raise Refused(
            _("This is marked as not to be used, so it cannot be the one we use first."),
            next_step=_("Allow its use again, or choose another one."),
        )
    with transaction.atomic():
        ContactPoint.objects.filter(patient__in=of_person(point.patient_id), preferred=True).update(preferred=False)
        _change(point, "contact.preferred", preferred=True)


def stop_using(point: ContactPoint) -> None:
    """Never reach the patient this way; it stays known, so that nobody adds it again."""
    require(point.patient_id, "details")
    with transaction.atomic():
        _change(point, "contact.stopped", do_not_use=True, preferred=False)


def allow_using(point: ContactPoint) -> None:
    """This way may be used again."""
    require(point.patient_id, "details")
    with transaction.atomic():
        _change(point, "contact.allowed", do_not_use=False)


def share(point: ContactPoint, shared: bool) -> None:
    """Others answer it too, so nothing private is said there; or no longer."""
    require(point.patient_id, "details")
    with transaction.atomic():
        _change(point, "contact.shared" if shared else "contact.private", shared=shared)


def verify(point: ContactPoint) -> None:
    """The patient has shown that this reaches them."""
    require(point.patient_id, "details")
    with transaction.atomic():
        _change(point, "contact.verified", verified_at=now())


def _change(point: ContactPoint, kind: str, **fields: object) -> None:
    for name, value in fields.items():
        setattr(point, name, value)
    point.save(update_fields=list(fields))
    _record(kind, point)


def _record(kind: str, point: ContactPoint) -> None:
    ledger.record(kind, patient_id=point.patient_id, data={"system": point.system, "value": point.value})

"""How what people owns is told in an archive, and which of it R4 has resources for."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from heartline.kernel import dates
from heartline.kernel.models import AuditEntry, Event
from heartline.people import fhir_writing as fhir
from heartline.people import models as m
from heartline.people.access_requests.holdings import Facts, Resource, Told, holding, plainly
from heartline.people.access_requests.labels import TITLES
from heartline.people.contacts.rules import say_phone
from heartline.people.linking.queries import records_of
from heartline.people.registration.rules import MRN_SYSTEM
from heartline.people.seen.rules import say_reason, words_for
from heartline.people.timeline.rules import describe

# Kept inside of Patient in R4, so they are no resources of their own.
INSIDE = (m.HumanName, m.ContactPoint, m.Address, m.PatientLanguage, m.Identifier)


def _patient(row: m.Patient) -> Iterator[Resource]:
    inside: list[Any] = [model._default_manager.filter(patient=row).order_by("pk") for model in INSIDE]
    names, points, homes, spoken, numbers = inside
    yield fhir.patient(row, names, points, homes, spoken, numbers, records_of(row.pk)[1:])


def _contact(row: m.ContactPoint, zone: str) -> Told:
    """Field by field, the number as people read it."""
    told = plainly(row, zone)
    return Told(told.heading, [(label, say_phone(value)) for label, value in told.facts])


def _number(row: m.Identifier, _zone: str) -> Told:
    facts: Facts = [(_("Number"), row.value)]
    if row.system != MRN_SYSTEM:
        facts.append((_("Given out by"), row.system))
    return Told(str(row.get_type_display()) if row.type else "", facts)


def _nothing(_row: Any) -> Iterator[Resource]:
    yield from ()


def _event(row: Event, zone: str) -> Told:
    said = describe(row, zone)
    facts: Facts = [(_("When"), dates.say(row.at, zone)), (_("By"), said.actor)]
    facts += [(str(label), str(value)) for label, value in said.details]
    words = " · ".join(str(part) for part in (said.badge, said.text) if part)
    return Told(str(said.title), [(_("What"), words), *facts] if words else facts)


def _look(row: AuditEntry, zone: str) -> Told:
    facts: Facts = [(_("When"), dates.say(row.at, zone)), (_("They saw"), str(words_for(row.what)))]
    if row.reason:
        facts.append((_("Why"), say_reason(row.reason)))
    return Told(row.actor_label or _("Somebody not signed in"), facts)


def register() -> None:
    """Called once, when the app is ready."""
    holding(m.Patient, TITLES["people_patient"], order=1, resources=_patient)
    own: dict[Any, Any] = {m.ContactPoint: _contact, m.Identifier: _number}
    for order, model in enumerate(INSIDE, 2):
        holding(model, TITLES[model._meta.db_table], order=order, tell=own.get(model), resources=_nothing)
    one = {m.RelatedPerson: fhir.related_person, m.Coverage: fhir.coverage, m.Proxy: fhir.consent}
    for order, (model, write) in enumerate(one.items(), 10):
        holding(model, TITLES[model._meta.db_table], order=order, resources=_each(write))
    holding(Event, TITLES["ledger_event"], order=95, tell=_event, resources=_each(fhir.provenance))
    holding(AuditEntry, TITLES["audit_entry"], order=96, tell=_look, resources=_each(fhir.audit_event))


def _each(write: Any) -> Any:
    return lambda row: [write(row)]

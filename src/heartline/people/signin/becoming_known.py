"""Signing up makes the account and the patient's record together; it never hands out a record that exists."""

from dataclasses import dataclass
from datetime import date

from heartline.kernel import actor, clock, ledger
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_staff
from heartline.people.models import Account, ContactPoint, Patient
from heartline.people.registration.actions import register
from heartline.people.registration.person import Contact, Language, Name, PersonDetails
from heartline.people.registration.queries import likely_same
from heartline.people.signin.fields import is_email


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What a person says of themselves; `contact` is an e-mail address or an E.164 number."""

    name: str
    birth_date: date
    contact: str
    language: str


def become_known(account: Account, person: NewPerson) -> Patient:
    """Register the person as a new patient with this login.

    Who seems to be known already gets a new record all the same: knowing somebody's name and birthday proves nothing.
    Staff see both ("patient.possible_duplicate"); that event carries no patient_id, so that no patient's role sees it.
    """
    with as_staff(), actor.acting(Actor(Kind.PATIENT, person.name, account.pk, door="portal")):
        details = PersonDetails(
            names=[Name(text=person.name)],
            birth_date=person.birth_date,
            contacts=[
                Contact(system="email" if is_email(person.contact) else "sms", value=person.contact, preferred=True)
            ],
            languages=[
                Language(language="zh-Hans" if person.language == "zh-hans" else person.language, preferred=True)
            ],
        )
        alike = [hit.id for hit in likely_same(details)]
        patient = register(details, account=account)
        if alike:
            ledger.record(
                "patient.possible_duplicate",
                subject_id=patient.pk,
                data={"alike": [str(patient_id) for patient_id in alike]},
            )
        return patient


def note_verified(account: Account, values: list[str]) -> None:
    """The person answered at `values`: their own record's contact points of that value are verified."""
    with as_staff():
        ContactPoint.objects.filter(patient__account=account, value__in=values, verified_at=None).update(
            verified_at=clock.now()
        )

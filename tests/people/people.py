"""People registered as the front desk would, and those who work there."""

from typing import Any

from heartline.kernel.actor import Actor, Kind
from heartline.people.models import Account, Patient, Role, StaffMember
from heartline.people.registration.actions import register
from heartline.people.registration.person import Name, PersonDetails
from tests.factories import a_staff_member, an_account


def known(*names: Any, account: Account | None = None, **details: Any) -> Patient:
    """A registered patient. A name is a text, or the parts of a Name."""
    parsed = [Name(**name) if isinstance(name, dict) else Name(text=name) for name in names]
    return register(PersonDetails(names=parsed or [Name(text="Ana Ruiz")], **details), account=account)


def at_work(role: str = Role.FRONT_DESK, name: str = "Nora Nuñez") -> StaffMember:
    """A member of staff with a login."""
    return a_staff_member(role, name=name, account=an_account())


def as_actor(member: StaffMember) -> Actor:
    return Actor(Kind.STAFF, member.name, member.account_id, member.role, "desk")


def themselves(patient: Patient) -> Actor:
    return Actor(Kind.PATIENT, patient.name, patient.account_id, door="portal")


def proxy_of(account: Account, name: str = "Holder") -> Actor:
    return Actor(Kind.PROXY, name, account.pk, door="portal")

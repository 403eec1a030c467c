"""What lies on a phone."""

from dataclasses import dataclass

from django.db.models import Max, Q

from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.traffic.messages import Door
from heartline.people.models import Account, ContactPoint, Organization

MOST = 100  # messages shown
FAMILY = 20  # addresses of one phone


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose phone it is: their names, and every number and address that is theirs."""

    names: list[str]
    addresses: list[str]


def is_demo() -> bool:
    """Whether everybody here is made up. One query."""
    return Organization.objects.filter(is_demo=True).exists()


def holder(address: str) -> Holder:
    """Who has this number or address, and what else is theirs. Two queries."""
    points = ContactPoint.objects.filter(value=address).select_related("patient").order_by("patient__name", "pk")
    patients = {point.patient_id: point.patient.name for point in points[:FAMILY]}
    theirs = ContactPoint.objects.filter(patient__in=patients, system__in=["sms", "email"]).order_by("-preferred", "pk")
    values = dict.fromkeys([address, *theirs.values_list("value", flat=True)[:FAMILY]])
    return Holder(list(patients.values()), list(values)[:FAMILY])


def messages(addresses: list[str], door: str) -> list[SimulatedMessage]:
    """What lies there, the newest first. One query."""
    return list(SimulatedMessage.objects.filter(address__in=addresses, door=door).order_by("-at", "-pk")[:MOST])


def public() -> list[SimulatedMessage]:
    """What stands on the clinic's page, comments and answers, the oldest first. One query."""
    return list(SimulatedMessage.objects.filter(door=Door.COMMENT).order_by("-at", "-pk")[:MOST])[::-1]


def login_of(addresses: list[str]) -> Account | None:
    """Whose phone it is, as a login. One query."""
    holders = Q(phone__in=addresses) | Q(email__in=addresses)
    return Account.objects.filter(holders, is_demo=True).order_by("pk").first()


def phone(address: str) -> SimulatedPhone:
    """How it is set. One query."""
    return SimulatedPhone.objects.filter(pk=address).first() or SimulatedPhone(address=address)


def latest(limit: int) -> list[str]:
    """Numbers and addresses with messages, the newest first. One query."""
    found = SimulatedMessage.objects.values("address").annotate(last=Max("at")).order_by("-last")
    return [row["address"] for row in found[:limit]]

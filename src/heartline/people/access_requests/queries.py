"""Requests for data: those of one patient, and all that are open with their clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from heartline.kernel import clock as time
from heartline.people.access_requests import rules
from heartline.people.access_requests.models import AccessRequest
from heartline.people.access_requests.rules import Clock
from heartline.people.linking.queries import of_person
from heartline.people.places.queries import zones

LATEST = 50  # closed requests shown at the desk

Status = AccessRequest.Status


@dataclass(frozen=True, slots=True)
class Line:
    """A request, with its clock while it is open."""

    request: AccessRequest
    clock: Clock | None


def of_patient(patient_id: UUID, account_id: UUID) -> list[Line]:
    """What this account has asked for of this person, the newest first. Two queries."""
    found = AccessRequest.objects.filter(patient__in=of_person(patient_id), asked_by_id=account_id)
    return _lines(found.order_by("-asked_at"))


def open_requests() -> list[Line]:
    """All that are not answered, the most pressing first. Two queries."""
    return _lines(
        AccessRequest.objects.filter(status=Status.ASKED).select_related("patient").order_by("due_on", "asked_at")
    )


def answered() -> list[Line]:
    """The latest that are. Two queries."""
    found = AccessRequest.objects.exclude(status=Status.ASKED).select_related("patient")
    return _lines(found.order_by("-asked_at")[:LATEST])


def waiting() -> int:
    """How many are not answered. One query."""
    return AccessRequest.objects.filter(status=Status.ASKED).count()


def asked_on(request: AccessRequest, zone: str) -> date:
    return request.asked_at.astimezone(ZoneInfo(zone)).date()


def clock_of(request: AccessRequest, zone: str) -> Clock:
    today = time.now().astimezone(ZoneInfo(zone)).date()
    return rules.clock(asked_on(request, zone), extended=request.extended_at is not None, today=today)


def _lines(requests: Iterable[AccessRequest]) -> list[Line]:
    zone, _ = zones()
    return [Line(each, clock_of(each, zone) if each.status == Status.ASKED else None) for each in requests]

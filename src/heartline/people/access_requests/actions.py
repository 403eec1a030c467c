"""Asking for all of one's data, answering, taking more time with a reason, fetching, and throwing the archive away."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, ledger
from heartline.kernel.actor import Kind
from heartline.kernel.db.confine import as_patient
from heartline.kernel.errors import Refused
from heartline.people.access_requests import archive, rules, storing
from heartline.people.access_requests.models import AccessRequest
from heartline.people.access_requests.queries import asked_on, clock_of
from heartline.people.linking.queries import of_person
from heartline.people.models import Patient
from heartline.people.places.queries import zones
from heartline.people.proxies.queries import require

KEPT_FOR = timedelta(days=14)
Status = AccessRequest.Status


def ask(patient: Patient) -> AccessRequest:
    """Ask for everything that is held of this patient; asked twice, there is one request. Raises NotAllowed.

    Made by the patient, the archive holds everything; made by a proxy, what the database shows that proxy.
    """
    require(patient.pk, "details")
    who = actor.current()
    with transaction.atomic():
        known = AccessRequest.objects.filter(
            patient__in=of_person(patient.pk), asked_by_id=who.account_id, status=Status.ASKED
        ).first()
        if known:
            return known
        now, (zone, _sites) = clock.now(), zones()
        request = AccessRequest(
            patient=patient,
            asked_by_id=who.account_id,
            asked_by_name=who.label,
            language=get_language() or "en",
            confidential=who.kind is not Kind.PROXY,
            asked_at=now,
        )
        request.due_on = rules.due(asked_on(request, zone))
        request.save(force_insert=True)
        _record("access_request.asked", request)
        return request


def prepare(request: AccessRequest) -> AccessRequest:
    """Make the archive, with the rights of whoever asked, and keep it encrypted. Nothing for a request that is not open."""
    with transaction.atomic():
        request = _locked(request)
        if request.status != Status.ASKED:
            return request
        with as_patient(request.asked_by_id):
            whole = archive.make(request)
        request.key, request.size = storing.keep(request.pk, whole), len(whole)
        request.status, request.ready_at = Status.READY, clock.now()
        request.expires_at = request.ready_at + KEPT_FOR
        request.save(update_fields=["key", "size", "status", "ready_at", "expires_at"])
        _record("access_request.ready", request)
        return request


def prepare_again(request: AccessRequest) -> None:
    """Let the job that makes the archive run once more."""
    with transaction.atomic():
        request = _locked(request)
        if request.status == Status.ASKED:
            _record("access_request.retried", request)


def extend(request: AccessRequest, reason: str) -> AccessRequest:
    """Take thirty days more, once, with a reason that the patient is told. Raises Refused."""
    with transaction.atomic():
        request = _locked(request)
        zone, _sites = zones()
        if request.status != Status.ASKED or not clock_of(request, zone).may_extend:
            raise Refused(
                _("This request cannot get more time."),
                next_step=_("The law allows it once, and before the first thirty days are over."),
            )
        if not reason.strip():
            raise Refused(_("More time needs a reason."), next_step=_("Write down why, for the patient to read."))
        request.extended_at, request.extended_by = clock.now(), actor.current().label
        request.extension_reason = reason.strip()
        request.due_on = rules.due(asked_on(request, zone), extended=True)
        request.save(update_fields=["extended_at", "extended_by", "extension_reason", "due_on"])
        _record("access_request.extended", request, due_on=request.due_on.isoformat())
        return request


def fetch(request: AccessRequest) -> bytes | None:
    """The archive as a ZIP file, for the account that asked; None if it is not there (any more)."""
    with transaction.atomic():
        request = _locked(request)
        ours = request.asked_by_id is not None and request.asked_by_id == actor.current().account_id
        there = (
            request.status in (Status.READY, Status.FETCHED) and request.expires_at and request.expires_at > clock.now()
        )
        if not (ours and there):
            return None
        whole = storing.read(request.pk, request.key)
        if whole is not None:
            request.status, request.fetched_at = Status.FETCHED, clock.now()
            request.save(update_fields=["status", "fetched_at"])
            _record("access_request.fetched", request)
        return whole


def withdraw(request: AccessRequest) -> None:
    """Whoever asked does not need it any more."""
    with transaction.atomic():
        request = _locked(request)
        if request.status == Status.ASKED and request.asked_by_id == actor.current().account_id:
            request.status, request.closed_at = Status.WITHDRAWN, clock.now()
            request.save(update_fields=["status", "closed_at"])
            _record("access_request.withdrawn", request)


def throw_away_expired() -> int:
    """Delete archives whose time is over, and their keys, and return how many. Safe to repeat."""
    gone = 0
    over = AccessRequest.objects.filter(status__in=[Status.READY, Status.FETCHED], expires_at__lte=clock.now())
    for request in over:
        with transaction.atomic():
            storing.throw_away(request.pk)
            request.status, request.key, request.closed_at = Status.EXPIRED, "", clock.now()
            request.save(update_fields=["status", "key", "closed_at"])
            _record("access_request.expired", request)
            gone += 1
    return gone


def _locked(request: AccessRequest) -> AccessRequest:
    return AccessRequest.objects.select_for_update().get(pk=request.pk)


def _record(kind: str, request: AccessRequest, **data: Any) -> None:
    ledger.record(
        kind,
        patient_id=request.patient_id,
        subject_id=request.pk,
        data={"by": request.asked_by_name, **data},
        confidential=request.confidential,
    )

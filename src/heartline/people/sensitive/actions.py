"""Protecting a record, opening one with a reason, and what the privacy officer thinks of that."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, audit, clock, ledger
from heartline.kernel.errors import Refused
from heartline.people.models import Patient, StaffMember
from heartline.people.sensitive.models import Opening, Protection
from heartline.people.sensitive.queries import protection_of

OPEN_FOR = timedelta(hours=4)


def protect(patient: Patient, kind: str, note: str = "") -> Protection:
    """From now on staff open every record of this person only with a reason. Raises Refused where that is so already."""
    with transaction.atomic():
        Patient.objects.select_for_update().filter(pk=patient.pk).first()
        if protection_of(patient.pk):
            raise Refused(_("This record is protected already."))
        protection = Protection.objects.create(
            patient_id=patient.pk, kind=Protection.Kind(kind), note=note, at=clock.now(), by=actor.current().label
        )
        _record("record.protected", protection)
        return protection


def lift(protection: Protection) -> None:
    """Everybody whose role may read patients opens it again without a reason."""
    with transaction.atomic():
        standing = Protection.objects.select_for_update().get(pk=protection.pk)
        if standing.lifted_at is None:
            standing.lifted_at, standing.lifted_by = clock.now(), actor.current().label
            standing.save(update_fields=["lifted_at", "lifted_by"])
            _record("record.unprotected", standing)


def open_record(patient_id: UUID, member: StaffMember, reason: str, words: str) -> Opening:
    """Open a protected record to this member of staff for OPEN_FOR, whatever else they open it for meanwhile.

    Written to the audit log with the reason, so that the patient reads it, and told to the privacy officer by a reaction.
    """
    now = clock.now()
    with transaction.atomic():
        opening = Opening.objects.create(
            patient_id=patient_id,
            staff_member=member,
            reason=Opening.Reason(reason),
            words=words,
            at=now,
            until=now + OPEN_FOR,
        )
        audit.read(opening.patient_id, "protected record", f"{reason}: {words}", confidential=True)
        ledger.record(
            "record.opened",
            patient_id=opening.patient_id,
            subject_id=opening.pk,
            data={"reason": reason, "until": opening.until.isoformat()},
            confidential=True,
        )
        return opening


def judge(opening: Opening, verdict: str, note: str = "") -> None:
    """The privacy officer has looked at it."""
    with transaction.atomic():
        opening = Opening.objects.select_for_update().get(pk=opening.pk)
        opening.verdict, opening.verdict_note = Opening.Verdict(verdict), note
        opening.verdict_at, opening.verdict_by = clock.now(), actor.current().label
        opening.save(update_fields=["verdict", "verdict_note", "verdict_at", "verdict_by"])
        ledger.record(
            "record.opening_judged",
            patient_id=opening.patient_id,
            subject_id=opening.pk,
            data={"verdict": opening.verdict},
            confidential=True,
        )


def _record(kind: str, protection: Protection) -> None:
    ledger.record(
        kind,
        patient_id=protection.patient_id,
        subject_id=protection.pk,
        data={"kind": str(protection.kind)},
        confidential=True,
    )

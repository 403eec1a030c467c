"""How bookings are told: one entry in the ledger, and word to the open pages of the days they touch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from heartline.kernel import ledger, live
from heartline.scheduling.booking.models import Appointment


def facts(appointment: Appointment) -> dict[str, Any]:
    """What the ledger keeps of a visit. No free text: a timeline has readers who may not see it."""
    return {
        "service": appointment.service.slug,
        "service_name": appointment.service.name,
        "clinician": appointment.clinician.name if appointment.clinician else "",
        "clinician_id": str(appointment.clinician_id) if appointment.clinician_id else "",
        "site": appointment.site.name,
        "time_zone": appointment.site.time_zone,
        "starts_at": appointment.period.lower.isoformat(),
        "ends_at": appointment.period.upper.isoformat(),
        "mode": appointment.mode,
        "sequence": appointment.sequence,
    }


def entry(kind: str, appointment: Appointment, **more: Any) -> ledger.Entry:
    """What the ledger is told of this visit."""
    return ledger.Entry(
        kind,
        patient_id=appointment.patient_id,
        subject_id=appointment.pk,
        site_id=appointment.site_id,
        data=facts(appointment) | more,
        confidential=appointment.confidential,
    )


def tell(kind: str, appointment: Appointment, **more: Any) -> None:
    """Record `kind` about this visit and wake the pages that show its day."""
    tell_all([(kind, appointment, more)])


def tell_all(told: Sequence[tuple[str, Appointment, dict[str, Any]]]) -> None:
    """The same for many: (kind, visit, more facts). Four queries."""
    ledger.record_many([entry(kind, appointment, **more) for kind, appointment, more in told])
    live.notify(*dict.fromkeys(topic(appointment, appointment.period.lower) for _, appointment, _ in told))


def wake(appointment: Appointment, moment: datetime) -> None:
    """Wake the pages that show this visit's site on the local date of `moment`."""
    live.notify(topic(appointment, moment))


def topic(appointment: Appointment, moment: datetime) -> str:
    """The pages that show this visit's site on the local date of `moment`."""
    return f"day:{appointment.site_id}:{moment.astimezone(appointment.site.zone).date().isoformat()}"

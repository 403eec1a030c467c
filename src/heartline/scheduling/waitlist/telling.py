"""How what happens on the waitlist is told: the ledger, the patient's open pages, and the board at the desk."""

from typing import Any

from heartline.kernel import ledger, live
from heartline.kernel.models import Event
from heartline.scheduling.waitlist.models import WaitlistEntry, WaitlistOffer

TOPIC = "staff"  # every open board of staff may hear it


def tell(kind: str, entry: WaitlistEntry, **more: Any) -> Event:
    """Record `kind` about this entry and wake the board."""
    live.notify(TOPIC)
    facts = {"service": entry.service.slug, "service_name": entry.service.name, "earlier": bool(entry.appointment_id)}
    return ledger.record(
        kind,
        patient_id=entry.patient_id,
        subject_id=entry.pk,
        data=facts | more,
        confidential=entry.confidential,
    )


def tell_offer(kind: str, offer: WaitlistOffer, **more: Any) -> Event:
    """Record `kind` about this offer, with the time it is of, and wake the board and the pages of that day."""
    live.notify(TOPIC)
    day = offer.period.lower.astimezone(offer.site.zone).date()
    live.notify(f"day:{offer.site_id}:{day.isoformat()}")
    return ledger.record(
        kind,
        patient_id=offer.patient_id,
        subject_id=offer.pk,
        site_id=offer.site_id,
        data=facts(offer) | more,
        confidential=offer.confidential,
    )


def facts(offer: WaitlistOffer) -> dict[str, Any]:
    """What the ledger keeps of an offer: never free text, never anybody else."""
    return {
        "entry": str(offer.entry_id),
        "service": offer.service.slug,
        "service_name": offer.service.name,
        "clinician": offer.clinician.name,
        "clinician_id": str(offer.clinician_id),
        "site": offer.site.name,
        "time_zone": offer.site.time_zone,
        "starts_at": offer.period.lower.isoformat(),
        "ends_at": offer.period.upper.isoformat(),
        "deadline": offer.deadline.isoformat(),
        "mode": offer.mode,
        "why": offer.why,
    }

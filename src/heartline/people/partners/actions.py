"""An agreement is made, changed, ended."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from heartline.kernel import clock, ledger
from heartline.people.models import StaffMember
from heartline.people.partners.models import PartnerAgreement


def agree(agreement_id: UUID | None, members: Collection[StaffMember], **what: Any) -> PartnerAgreement:
    """A new one, or what one says from now on. Raises DoesNotExist."""
    if agreement_id is None:
        kept = PartnerAgreement.objects.create(**what)
    else:
        kept = PartnerAgreement.objects.select_for_update().get(pk=agreement_id)
        for name, value in what.items():
            setattr(kept, name, value)
        kept.save()
    kept.members.set(members)
    told = {name: _told(value) for name, value in what.items()}
    ledger.record("partner.agreed", subject_id=kept.pk, data={**told, "members": [str(each.pk) for each in members]})
    return kept


def end(agreement_id: UUID) -> PartnerAgreement:
    """At once: from their next request on its people see nothing. Raises DoesNotExist. Safe to repeat."""
    kept = PartnerAgreement.objects.select_for_update().get(pk=agreement_id)
    if kept.ended_at is None:
        kept.ended_at = clock.now()
        kept.save(update_fields=["ended_at"])
        ledger.record("partner.ended", subject_id=kept.pk, data={"name": kept.name})
    return kept


def _told(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list | tuple) else value if value is None else str(value)

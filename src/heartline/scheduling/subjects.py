"""Visits, as conversations are about them."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from heartline.conversations.threads.subjects import Subject, subject
from heartline.kernel import dates
from heartline.kernel.text import translated
from heartline.scheduling.booking import queries as booking


@subject("visit")
def visit(records: Sequence[UUID], visit_id: UUID) -> Subject | None:
    """One query."""
    found = booking.visit(records, visit_id)
    if found is None:
        return None
    label = f"{translated(found.service.name)} · {dates.say(found.starts_at, found.site.zone)}"
    return Subject(found.pk, label, reverse("portal:visit", args=[found.pk]), found.confidential)

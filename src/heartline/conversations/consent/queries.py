"""What stands in the ledger of consent."""

from uuid import UUID

from django.db.models import Q

from heartline.conversations.consent.ledger import Entry, Source
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.topics import Channel, Topic
from heartline.people.linking.queries import records_of


def entries(patient_id: UUID | None, number: str) -> list[Entry]:
    """What was said by this person on any of their records, and by whoever answers this number; the oldest first.

    Entries of other patients count only as far as they name this number. Two queries.
    """
    records = records_of(patient_id) if patient_id else []
    found = ConsentEntry.objects.filter(Q(patient__in=records) | (Q(number=number) & ~Q(number="")))
    return [entry_of(row, patient_id if row.patient_id in records else row.patient_id) for row in found.order_by("at")]


def entry_of(row: ConsentEntry, patient_id: UUID | None) -> Entry:
    """As the rules read it; `patient_id` is the person, by whichever record is asked about. No query."""
    return Entry(
        given=row.given,
        at=row.at,
        patient=str(patient_id or ""),
        topic=Topic(row.topic) if row.topic else None,
        channel=Channel(row.channel) if row.channel else None,
        number=row.number,
        words=row.words,
        by=row.by,
        door=row.door,
        source=Source(row.source),
        written=row.written,
    )

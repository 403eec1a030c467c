"""Consent given or taken back, written down. Nothing in this ledger is ever changed."""

from uuid import UUID

from heartline.conversations.consent import ledger as consents
from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.topics import Channel, Topic
from heartline.kernel import actor, clock, ledger


def keep(entry: consents.Entry) -> ConsentEntry:
    """Write one entry of the rules' kind down, and into the timeline of whom it names."""
    row = ConsentEntry.objects.create(
        patient_id=UUID(entry.patient) if entry.patient else None,
        given=entry.given,
        topic=entry.topic or "",
        channel=entry.channel or "",
        number=entry.number,
        words=entry.words,
        by=entry.by,
        door=entry.door,
        source=entry.source,
        written=entry.written,
        at=entry.at,
    )
    ledger.record(
        "consent.given" if row.given else "consent.taken_back",
        patient_id=row.patient_id,
        subject_id=row.pk,
        data={"topic": row.topic, "channel": row.channel, "source": row.source},
    )
    return row


def take_back(
    patient_id: UUID, *, words: str, topic: Topic | None = None, channel: Channel | None = None, number: str = "",
    door: str = "desk", source: Source = Source.WORDS,
) -> ConsentEntry:  # fmt: skip
    """By any reasonable means (47 CFR 64.1200(a)(10)): in words to a member of staff, or with a switch. Empty means all."""
    return keep(
        consents.Entry(
            False, clock.now(), str(patient_id), topic, channel, number, words, actor.current().label, door, source
        )
    )


def give(
    patient_id: UUID, *, words: str, topic: Topic | None = None, channel: Channel | None = None, number: str = "",
    door: str = "desk", source: Source = Source.WORDS, written: bool = False,
) -> ConsentEntry:  # fmt: skip
    """They agree to be sent this there; `written`: they signed it."""
    return keep(
        consents.Entry(
            True,
            clock.now(),
            str(patient_id),
            topic,
            channel,
            number,
            words,
            actor.current().label,
            door,
            source,
            written,
        )
    )

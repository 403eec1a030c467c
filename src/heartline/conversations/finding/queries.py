"""Search through what was said. However many messages there are, as many are read as a page needs, or as an index names."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from heartline.conversations.finding.rules import Piece, Term, as_tsquery, forgiving, parse, quoted, snippet
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.turns.thread import Status
from heartline.kernel.ids import read_uuid
from heartline.people.sensitive.closed import closed

AT_ONCE = 40  # messages on a page
# What many messages have is found among the latest, in their order; what is not is rare enough to be put in order whole.
LATEST = 10_000
RANKED = 50_000  # of rare ones: as many are put in order


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` has to be there; the rest narrows it: empty, and nothing is asked. `patients`: of one of these records."""

    text: str
    door: str = ""
    queue: UUID | None = None
    person: UUID | None = None  # has the conversation, or wrote the message
    since: datetime | None = None
    until: datetime | None = None
    patients: Collection[UUID] | None = None
    after: str = ""  # the key of the page before


@dataclass(frozen=True, slots=True)
class Hit:
    message: Message
    conversation: Conversation
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """`exact`: as it was typed; else with a slip of the finger forgiven. `older` is the key of the next page."""

    hits: list[Hit] = field(default_factory=list)
    exact: bool = True
    older: str = ""


def search(asked: Asked, limit: int = AT_ONCE) -> Found:
    """Messages with every word, the newest first; where there are none, with words one slip away.

    Five queries where there are some, a dozen at most.

    What was said of records that are closed to the reader is not found.
    """
    terms = parse(asked.text)
    if not terms or asked.patients == []:
        return Found()
    forgiven = asked.after.startswith("~")  # the page before was so already
    ids, exact = [] if forgiven else _matching(asked, as_tsquery(terms), limit + 1), True
    if not ids and (forgiven or not asked.after) and (wider := forgiving(terms, _said(terms))):
        ids, exact = _matching(asked, wider, limit + 1), False
    hits = _hits(ids[:limit], terms, exact=exact)
    older = ""
    if len(ids) > limit and hits:
        last = hits[-1].message
        older = f"{'' if exact else '~'}{last.at.isoformat()}~{last.pk}"
    return Found(hits, exact, older)


def _matching(asked: Asked, query: str, limit: int) -> list[UUID]:
    if asked.patients is not None:
        return _rare(asked, query, limit)
    narrowed, values = _narrowed(asked)
    ids = _ids(
        f"""
        SELECT m.id FROM (
            SELECT id, at, conversation_id, staff_member_id, door, patient_id, words FROM conversations_message AS m
            WHERE {_span(asked)} ORDER BY at DESC, id DESC LIMIT {LATEST}
        ) AS m JOIN conversations_conversation AS c ON c.id = m.conversation_id
        WHERE m.words @@ %s::tsquery AND {narrowed} ORDER BY m.at DESC, m.id DESC LIMIT %s
        """,
        [*_span_values(asked), query, *values, limit],
    )
    return ids if len(ids) == limit else _rare(asked, query, limit)


def _rare(asked: Asked, query: str, limit: int) -> list[UUID]:
    """By the index of words; of one person by what they have."""
    narrowed, values = _narrowed(asked)
    with _without("seqscan"):
        return _ids(
            f"""
        WITH fitting AS MATERIALIZED (
            SELECT id, at, conversation_id, staff_member_id, door, patient_id FROM conversations_message AS m
            WHERE {_of_patients(asked)} m.words @@ %s::tsquery AND {_span(asked)} LIMIT {RANKED}
        )
        SELECT m.id FROM fitting AS m JOIN conversations_conversation AS c ON c.id = m.conversation_id
        WHERE {narrowed} ORDER BY m.at DESC, m.id DESC LIMIT %s
        """,
            [
                *([list(asked.patients)] if asked.patients is not None else []),
                query,
                *_span_values(asked),
                *values,
                limit,
            ],
        )


def _of_patients(asked: Asked) -> str:
    if asked.patients is None:
        return ""
    return "m.conversation_id IN (SELECT id FROM conversations_conversation WHERE patient_id = ANY (%s)) AND"


def _span(asked: Asked) -> str:
    """Of which time: since, until, and what is older than the page before."""
    parts = ["m.at >= %s"] * bool(asked.since) + ["m.at < %s"] * bool(asked.until)
    parts += ["(m.at, m.id) < (%s, %s)"] * bool(_key(asked.after))
    return " AND ".join(parts) or "true"


def _span_values(asked: Asked) -> list[Any]:
    return [*filter(None, (asked.since, asked.until)), *(_key(asked.after) or ())]


def _said(terms: list[Term]) -> set[str]:
    """Which of the words that may have been meant are in any message. One look into the index for each, in one query."""
    slips = {each: quoted(each) for term in terms for each in term.slips()}
    if not slips:
        return set()
    with _without("seqscan", "indexscan"), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT slip.word FROM unnest(%s::text[], %s::text[]) AS slip (word, query),
            LATERAL (SELECT FROM conversations_message WHERE words @@ slip.query::tsquery LIMIT 1) AS met
            """,
            [list(slips), list(slips.values())],
        )
        return {word for (word,) in cursor.fetchall()}


@contextmanager
def _without(*ways: str) -> Iterator[None]:
    """The index of words is read, whatever else PostgreSQL would guess to be cheaper: it takes any word for a frequent one, so that
    reading along until one turns up looks quick."""
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ways:
            cursor.execute("SELECT set_config(%s, 'off', true)", [f"enable_{way}"])
        yield
        for way in ways:
            cursor.execute("SELECT set_config(%s, 'on', true)", [f"enable_{way}"])


def _narrowed(asked: Asked) -> tuple[str, list[Any]]:
    parts, values = ["c.status <> %s"], [Status.MERGED.value]
    if shut := closed():
        parts.append("(m.patient_id IS NULL OR m.patient_id <> ALL (%s))")
        values.append(list(shut))  # type: ignore[arg-type]
    for condition, value in (("m.door = %s", asked.door), ("c.queue_id = %s", asked.queue)):
        if value:
            parts.append(condition)
            values.append(value)  # type: ignore[arg-type]
    if asked.person:
        parts.append("(c.person_id = %s OR m.staff_member_id = %s)")
        values += [asked.person, asked.person]  # type: ignore[list-item]
    return " AND ".join(parts), values


def _ids(statement: str, values: list[Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _hits(ids: list[UUID], terms: list[Term], *, exact: bool) -> list[Hit]:
    if not ids:
        return []
    found = Message.objects.select_related("conversation__patient", "conversation__queue").in_bulk(ids)
    return [
        Hit(each, each.conversation, snippet(each.text, terms, slips=not exact))
        for pk in ids
        if (each := found.get(pk))
    ]


def _key(after: str) -> tuple[datetime, UUID] | None:
    at, _tilde, pk = after.removeprefix("~").partition("~")
    last = read_uuid(pk)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, last) if last and moment.tzinfo else None

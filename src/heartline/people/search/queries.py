"""Finding patients: one query, served by the trigram index, the best match first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from heartline.people.search.rules import Term, names_of, parse

# So many matches are put in order; a fragment that has more is too short to be what was meant.
RANKED = 2000


@dataclass(frozen=True, slots=True)
class Hit:
    """A patient found, with what tells namesakes apart."""

    id: UUID
    name: str
    other_names: list[str]
    birth_date: date | None
    mrn: str
    language: str
    interpreter_needed: bool
    phone: str
    deceased: bool
    exact: bool  # False: found by a slip of the finger in what was typed


def find(text: str, limit: int = 20) -> list[Hit]:
    """Patients who fit every word of `text`; where nobody does, those who would but for a typing slip. One query."""
    terms = parse(text)
    if not terms:
        return []
    fits, fit_values = _where(terms, near=False)
    nearly, near_values = _where(terms, near=True)
    rank, rank_values = _rank(terms)
    ranked = f"""
        SELECT id, {rank} AS rank, name FROM (
            SELECT id, name, search FROM people_patient WHERE active AND {{where}} LIMIT {RANKED}
        ) AS fitting ORDER BY rank DESC, name LIMIT %s
    """
    statement = f"""
        WITH strict AS MATERIALIZED ({ranked.format(where=fits)}),
        loose AS MATERIALIZED ({ranked.format(where=f'NOT EXISTS (SELECT FROM strict) AND ({nearly})')})
        SELECT p.id, p.name, p.birth_date, p.language, p.interpreter_needed, p.deceased_on IS NOT NULL, found.exact,
            ARRAY(SELECT text FROM people_humanname WHERE patient_id = p.id ORDER BY id),
            coalesce((SELECT value FROM people_identifier WHERE patient_id = p.id AND type = 'MR' ORDER BY id LIMIT 1), ''),
            coalesce((SELECT value FROM people_contactpoint WHERE patient_id = p.id AND system <> 'email'
                AND NOT do_not_use ORDER BY preferred DESC, id LIMIT 1), '')
        FROM (SELECT id, rank, true AS exact FROM strict UNION ALL SELECT id, rank, false FROM loose) AS found
        JOIN people_patient p ON p.id = found.id
        ORDER BY found.rank DESC, p.name, p.id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*rank_values, *fit_values, limit, *rank_values, *near_values, limit])
        return [_hit(row) for row in cursor.fetchall()]


def _where(terms: list[Term], near: bool) -> tuple[str, list[Any]]:
    conditions, values = [], []
    for term in terms:
        patterns = [*term.patterns, *(term.near if near else ())]
        condition = " OR ".join(["search LIKE %s"] * len(patterns))
        values += patterns
        if near and len(term.text) >= 6:
            condition += " OR %s <%% search"
            values.append(term.text)
        conditions.append(f"({condition})")
    return " AND ".join(conditions), values


def _rank(terms: list[Term]) -> tuple[str, list[Any]]:
    """A whole word counts most, then the beginning of one, then the middle, then likeness."""
    case = (
        "CASE WHEN search LIKE %s THEN 1.0 WHEN search LIKE %s THEN 0.8 WHEN search LIKE %s THEN 0.6 "
        "ELSE 0.5 * word_similarity(%s, search) END"
    )
    values = [v for t in terms for v in (f"% {t.text} %", f"% {t.text}%", f"%{t.text}%", t.text)]
    return " + ".join([case] * len(terms)), values


def _hit(row: tuple[Any, ...]) -> Hit:
    id_, name, birth_date, language, interpreter, deceased, exact, texts, mrn, phone = row
    return Hit(id_, name, names_of(texts, name), birth_date, mrn, language, interpreter, phone, deceased, exact)

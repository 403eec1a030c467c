"""Finding patients by how the words of their search text begin and sound, then anywhere within words; the best match first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from heartline.people.search.rules import Term, key, names_of, parse
from heartline.people.sensitive import closed

# So many matches are put in order; a fragment that has more is too short to be what was meant.
RANKED = 2000
ALIKE = 5  # known words taken for a long one that is more than one slip away
# A whole word counts most, then the beginning of one, then the end (the last four of a phone), then the middle, then
# likeness.
CLOSENESS = (
    "CASE WHEN search LIKE %s THEN 1.0 WHEN search LIKE %s THEN 0.8 WHEN search LIKE %s THEN 0.7 "
    "WHEN search LIKE %s THEN 0.6 ELSE 0.5 * word_similarity(%s, search) END"
)

# By an index of how words begin and sound: what few have is found by reading those few, however many patients there are.
FOUND_BY = "heartline_found_by(search) && %s"
# What else is shown of them. The database keeps the plan of a function: it took more time than the search.
LISTED = "heartline_listed((SELECT array_agg(id) FROM best), (SELECT array_agg(person_id) FROM best)) AS listed"


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
    records: int  # how many records are linked as this person's; the one found is the one that fits best


def find(text: str, limit: int = 20, *, anywhere: bool = False) -> list[Hit]:
    """Patients who fit every word of `text`; where nobody does, those who would but for a typing slip.

    A person with several records is found by any of them, and shown once.

    First come those whose words begin as typed, or sound so; then those of words one slip away; and where there are none
    of these (or `anywhere` is asked for), all with the letters anywhere. One query where somebody fits as typed, four where
    nobody does.
    """
    terms = parse(text)
    if not terms:
        return []
    if anywhere:
        return _matching(terms, [_like(term.anywhere) for term in terms], limit)
    hits = _matching(terms, [_begins(term) for term in terms], limit)
    if hits or not any(term.keys for term in terms):
        return hits
    meant = _meant(terms)
    if any(meant):
        hits = _matching(
            terms, [_begins(term, words) for term, words in zip(terms, meant, strict=True)], limit, exact=False
        )
    return hits or _matching(terms, [_like(term.anywhere) for term in terms], limit)


Condition = tuple[str, list[Any]]


def _begins(term: Term, meant: Sequence[str] = ()) -> Condition:
    """Words that begin so or sound so, or one of the words that were meant."""
    if not term.keys:
        return _like(term.anywhere)
    if term.short and not meant:
        return FOUND_BY, [list(term.keys)]
    # Of the few whom the index finds. By the plain column the index of trigrams would be read besides, for up to 100 ms.
    likeness, patterns = _like((*term.starts, *(f"% {word} %" for word in meant)), "search || ''")
    return f"{FOUND_BY} AND {likeness}", [[*term.keys, *map(key, meant)], *patterns]


def _like(patterns: Sequence[str], text: str = "search") -> Condition:
    return f"({' OR '.join([f'{text} LIKE %s'] * len(patterns))})", list(patterns)


def _matching(terms: list[Term], conditions: Sequence[Condition], limit: int, *, exact: bool = True) -> list[Hit]:
    """Who fulfils a condition for each term."""
    fits = " AND ".join(condition for condition, _ in conditions)
    wanted = [value for _, values in conditions for value in values]
    rank = " + ".join([CLOSENESS] * len(terms))
    statement = f"""
        WITH best AS MATERIALIZED (
            SELECT * FROM (
                SELECT DISTINCT ON (person_id) *, {rank} AS rank
                FROM (
                    SELECT id, person_id, name, search, birth_date, language, interpreter_needed,
                        deceased_on IS NOT NULL AS deceased
                    FROM people_patient WHERE active AND {fits} LIMIT {RANKED}
                ) AS fitting
                ORDER BY person_id, rank DESC, id
            ) AS person
            ORDER BY rank DESC, name, id LIMIT %s
        )
        SELECT id, name, birth_date, language, interpreter_needed, deceased, names, mrn, phone, records
        FROM best JOIN {LISTED} USING (id)
        ORDER BY rank DESC, name, id
    """
    ranks = [value for t in terms for value in _degrees(t.text)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ranks, *wanted, limit])
        return [_hit(row, exact) for row in cursor.fetchall()]


def _degrees(word: str) -> tuple[str, ...]:
    """What CLOSENESS asks, in its order."""
    return f"% {word} %", f"% {word}%", f"%{word} %", f"%{word}%", word


def _meant(terms: list[Term]) -> list[list[str]]:
    """For each term, the known words that may have been meant: one slip away; where there is none and it is long, alike."""
    slips = {place: list(found) for place, term in enumerate(terms) if (found := term.slips())}
    if not slips:
        return [[] for _ in terms]
    rows = ", ".join(["(%s, %s, %s::text[])"] * len(slips))
    values = [value for place, found in slips.items() for value in (place, terms[place].text, found)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT term.place, meant.word
            FROM (VALUES {rows}) AS term (place, text, slips), LATERAL (
                SELECT word FROM people_searchword WHERE word = ANY (term.slips)
                UNION
                (SELECT word FROM people_searchword
                 WHERE length(term.text) > 6 AND word %% term.text
                       AND NOT EXISTS (SELECT FROM people_searchword WHERE word = ANY (term.slips))
                 ORDER BY similarity(word, term.text) DESC LIMIT {ALIKE})
            ) AS meant
            """,
            values,
        )
        found = cursor.fetchall()
    return [[word for at, word in found if at == place] for place in range(len(terms))]


def _hit(row: tuple[Any, ...], exact: bool) -> Hit:
    id_, name, birth_date, language, interpreter, deceased, texts, mrn, phone, records = row
    if closed.is_closed(id_):
        return Hit(id_, closed.stand_in(), [], None, mrn, language, interpreter, "", deceased, exact, records)
    names = names_of(texts, name)
    return Hit(id_, name, names, birth_date, mrn, language, interpreter, phone, deceased, exact, records)

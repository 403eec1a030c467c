"""Who, of all patients, somebody may be: a few by their keys, then compared one by one."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from heartline.people.linking.queries import persons_of
from heartline.people.matching import model as models
from heartline.people.matching.evidence import Evidence
from heartline.people.matching.keeping import COUNTED
from heartline.people.matching.keys import keys_of
from heartline.people.matching.model import Model
from heartline.people.matching.person import Person
from heartline.people.matching.records import read
from heartline.people.matching.rules import Decision, compare, decide, held_back, score, weight

TOO_COMMON = 300  # patients with a key, beyond which it finds nobody alone
COMPARED = 24  # patients who are compared, those with most keys and the rarest first
SHOWN_FROM = -4.0  # log2 of the odds below which nobody is worth a look
CROWD = 6  # patients who have one phone or e-mail, from which on it is taken for shared whatever is said of it
UNCOUNTED = 5000  # patients, where the database does not know yet
RAREST = 0.002  # names are taken for no more common than this where they are not listed


@dataclass(frozen=True)
class Candidate:
    """A patient whom somebody may be. `score` is log2 of the odds that they are one person."""

    patient_id: UUID
    score: float
    evidence: Evidence
    decision: Decision
    model: Model

    @property
    def probability(self) -> float:
        return float(1 / (1 + 2.0**-self.score))

    @cached_property
    def kept(self) -> list[dict[str, Any]]:
        """The evidence as links keep it: {field, level, weight, words}; weights in bits, for and against one person."""
        found = [
            {"field": one.field, "level": one.level, "weight": round(weight(one, self.model), 1),
             "words": " ".join(one.common)}
            for one in self.evidence
        ]  # fmt: skip
        if (less := held_back(self.evidence, self.model)) < -0.5:
            found.append({"field": "household", "level": "", "weight": round(less, 1), "words": ""})
        return sorted(found, key=lambda one: -abs(one["weight"]))


def candidates(
    person: Person,
    limit: int = 10,
    *,
    but: Collection[UUID] = (),
    least: float = SHOWN_FROM,
    compared: int = COMPARED,
) -> list[Candidate]:
    """Patients who may be this person, the likeliest first; `but` those. Three queries, however many patients there are."""
    alike = [found for found in _alike(keys_of(person), compared) if found not in set(but)]
    if not alike:
        return []
    people = read(alike)
    crowds = _crowds(person, people.values())
    found = judge(replace(person, shared=person.shared | crowds), people)
    return [one for one in found if one.score >= least][:limit]


def one_a_person(found: Sequence[Candidate]) -> list[Candidate]:
    """Of records that are linked only the one that fits best. One query."""
    persons = persons_of([one.patient_id for one in found])
    seen: dict[UUID, Candidate] = {}
    for one in found:
        seen.setdefault(persons.get(one.patient_id, one.patient_id), one)
    return list(seen.values())


def judge(person: Person, known: Mapping[UUID, Person]) -> list[Candidate]:
    """How this person compares with these, the likeliest first, however unlikely. One query."""
    compared = {patient_id: compare(person, other) for patient_id, other in known.items()}
    model = _model({word for evidence in compared.values() for one in evidence for word in one.common})
    scored = {patient_id: score(evidence, model) for patient_id, evidence in compared.items()}
    found = [
        Candidate(patient_id, scored[patient_id], evidence, decide(scored[patient_id], evidence), model)
        for patient_id, evidence in compared.items()
    ]
    return sorted(found, key=lambda one: (-one.score, str(one.patient_id)))


def _alike(keys: list[int], best: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT patient_id FROM heartline_alike(%s, %s, %s)", [keys, TOO_COMMON, best])
        return [row[0] for row in cursor.fetchall()]


def _crowds(person: Person, others: Collection[Person]) -> frozenset[str]:
    """Phones and e-mails that so many have that they tell nobody apart."""
    counts = Counter(value for other in others for value in (*other.phones, *other.emails))
    return frozenset(value for value in (*person.phones, *person.emails) if counts[value] >= CROWD)


def _model(words: set[str]) -> Model:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT '', reltuples FROM pg_class WHERE oid = 'people_patient'::regclass "
            "UNION ALL SELECT word, share FROM people_nameshare WHERE word = ANY (%s)",
            [[*words, COUNTED]],
        )
        shares: dict[str, float] = dict(cursor.fetchall())
    people, listed_from = int(shares.pop("")), shares.pop(COUNTED, None)
    model = models.among(people if people > 0 else UNCOUNTED)
    return model.with_shares(shares, min(listed_from / 2, RAREST)) if listed_from else model

"""Acting on what matching finds: certain pairs are linked, doubtful ones are put before a steward."""

from uuid import UUID

from django.db import transaction

from heartline.kernel.errors import Refused
from heartline.people.linking import actions as linking
from heartline.people.linking.models import Link
from heartline.people.linking.queries import records_of
from heartline.people.matching.keeping import rekey
from heartline.people.matching.proof import needs_a_person
from heartline.people.matching.queries import COMPARED, Candidate, candidates, one_a_person
from heartline.people.matching.records import read
from heartline.people.matching.rules import DOUBTFUL_FROM, Decision

AT_MOST = 5  # pairs that one record may put before the stewards


def consider(patient_id: UUID) -> list[Link]:
    """Compare a record with all others, and link or propose what is found. Safe to repeat.

    Nothing is linked without a person where two persons would both be certain, or where the link would show a record to
    a login that has proved nothing (see proof.py): those are proposed.
    """
    with transaction.atomic():
        rekey([patient_id])
        person = read([patient_id]).get(patient_id)
        if person is None:
            return []
        own = records_of(patient_id)
        found = one_a_person(candidates(person, COMPARED, but=own, least=DOUBTFUL_FROM))[:AT_MOST]
        found = [one for one in found if one.decision is not Decision.NO]
        certain = [one for one in found if one.decision is Decision.CERTAIN]
        if len(certain) > 1:
            certain = []
        return [link for one in found if (link := _act(patient_id, one, one in certain))]


def _act(patient_id: UUID, one: Candidate, certain: bool) -> Link | None:
    if certain and not needs_a_person(patient_id, one.patient_id):
        try:
            return linking.link(patient_id, one.patient_id, score=one.score, evidence=one.kept)
        except Refused:
            return None  # somebody decided otherwise before
    return linking.propose(patient_id, one.patient_id, one.score, one.kept)

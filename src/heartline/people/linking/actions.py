"""Proposing, making, refusing and undoing links. A link moves no row, so undoing it leaves every record as it was.

Each takes the ids of two records in any order. Safe to repeat; what is so already is not recorded twice.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, ledger
from heartline.kernel.actor import Kind
from heartline.kernel.clock import now
from heartline.kernel.errors import Refused
from heartline.people.linking import locks
from heartline.people.linking.models import DuplicateDay, Link
from heartline.people.linking.rules import in_order, leading, persons
from heartline.people.models import Patient

State = Link.State
Evidence = Sequence[dict[str, Any]]


def propose(a: UUID, b: UUID, score: float, evidence: Evidence) -> Link | None:
    """Ask the stewards whether the two are one person. `score` is log2 of the odds.

    A pair that somebody has decided on stays decided; one that waits gets the newer score. None where the two are one
    person already, by way of other records.
    """
    with transaction.atomic():
        locks.take_all()
        pair = _between(a, b)
        if pair.state != State.PROPOSED:
            return pair
        if _one_person(a, b):
            return None
        fresh = pair._state.adding
        pair.score, pair.evidence = score, list(evidence)
        if fresh:
            pair.proposed_at, pair.proposed_by = now(), actor.current().label
        pair.save()
        if fresh:
            ledger.record("link.proposed", subject_id=pair.pk, data={"score": score})
    return pair


def link(a: UUID, b: UUID, reason: str = "", *, score: float | None = None, evidence: Evidence | None = None) -> Link:
    """The two are one person from now on, and so is everybody whom either is linked with.

    Raises Refused where that would make one person of two records that were found not to be (of other pairs: the
    decision on this pair may change). Heartline itself also keeps to what was undone, and to a refusal of this pair.
    """
    with transaction.atomic():
        locks.take_all()
        pair = _between(a, b)
        if pair.state == State.LINKED:
            return pair
        both = _records_of_both(a, b)
        _require_no_objection(pair, both)
        locks.take({record.person_id for record in both})
        pair.score = pair.score if score is None else score
        pair.evidence = pair.evidence if evidence is None else list(evidence)
        _decide(pair, State.LINKED, reason)
        _keep_persons([record.pk for record in both])
        _record("link.made", pair)
    return pair


def refuse(a: UUID, b: UUID, reason: str = "") -> Link:
    """The two are not one person: not asked again, and never linked by Heartline. Raises Refused for linked ones."""
    with transaction.atomic():
        locks.take_all()
        pair = _between(a, b)
        if pair.state == State.REFUSED:
            return pair
        if _one_person(a, b):
            raise Refused(
                _("These two records are linked."), next_step=_("Undo the link first, if they are not one person.")
            )
        _decide(pair, State.REFUSED, reason)
        _record("link.refused", pair)
    return pair


def unlink(a: UUID, b: UUID, reason: str) -> Link:
    """Undo the link of these two. They stay one person only where other links still connect them.

    Raises Refused where there is no link, and without a reason.
    """
    if not reason.strip():
        raise Refused(_("A link is not undone without a reason."), next_step=_("Say in a few words why."))
    with transaction.atomic():
        locks.take_all()
        pair = _between(a, b)
        if pair.state == State.ENDED:
            return pair
        if pair.state != State.LINKED:
            raise Refused(_("These two records are not linked with each other."))
        both = _records_of_both(a, b)
        locks.take({record.person_id for record in both})
        _decide(pair, State.ENDED, reason)
        _keep_persons([record.pk for record in both])
        _record("link.ended", pair)
    return pair


def put_off(a: UUID, b: UUID, days: int = 1) -> None:
    """Not now: the pair comes back into the queue after so many days."""
    first, second = in_order(a, b)
    Link.objects.filter(a=first, b=second, state=State.PROPOSED).update(later_until=now() + timedelta(days=days))


def count_duplicates(day: date) -> DuplicateDay:
    """Count the records as they are now and keep it as the figure of `day`. One pass over the records.

    A record is a duplicate where another, older one is the same person's: linked, or proposed and not yet decided. Of
    a proposed pair it is the younger one. `registered` are those made on that day (UTC).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH proposed AS (
                SELECT DISTINCT CASE WHEN (a.created_at, a.id) > (b.created_at, b.id) THEN a.id ELSE b.id END AS id
                FROM people_link AS link JOIN people_patient AS a ON a.id = a_id JOIN people_patient AS b ON b.id = b_id
                WHERE link.state = 'proposed' AND a.person_id <> b.person_id
            ), record AS (
                SELECT p.created_at::date = %(day)s AS fresh, p.person_id <> p.id AS linked,
                       p.person_id = p.id AND proposed.id IS NOT NULL AS waits
                FROM people_patient AS p LEFT JOIN proposed ON proposed.id = p.id
            )
            SELECT count(*), count(*) FILTER (WHERE linked OR waits), count(*) FILTER (WHERE waits),
                   count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE fresh AND (linked OR waits))
            FROM record
            """,
            {"day": day},
        )
        records, duplicates, waiting, registered, twice = cursor.fetchone()
    counted, _new = DuplicateDay.objects.update_or_create(
        day=day,
        defaults={
            "records": records,
            "duplicates": duplicates,
            "waiting": waiting,
            "registered": registered,
            "registered_twice": twice,
        },
    )
    return counted


def _between(a: UUID, b: UUID) -> Link:
    """The pair's row, or one not yet saved."""
    first, second = in_order(a, b)
    return Link.objects.filter(a=first, b=second).first() or Link(a_id=first, b_id=second)


def _one_person(a: UUID, b: UUID) -> bool:
    return Patient.objects.filter(pk__in=[a, b]).values("person_id").distinct().count() == 1


def _records_of_both(a: UUID, b: UUID) -> list[Patient]:
    persons = Patient.objects.filter(pk__in=[a, b]).values_list("person_id", flat=True)
    return list(Patient.objects.filter(person_id__in=list(persons)).only("id", "person_id", "created_at"))


def _require_no_objection(pair: Link, both: Sequence[Patient]) -> None:
    ids = [record.pk for record in both]
    against = Link.objects.filter(a__in=ids, b__in=ids, state=State.REFUSED)
    if actor.current().kind is Kind.SYSTEM:
        against = Link.objects.filter(a__in=ids, b__in=ids, state__in=[State.REFUSED, State.ENDED])
    else:
        against = against.exclude(pk=pair.pk)
    found = against.select_related("a", "b").first()
    if found:
        raise Refused(
            _("%(one)s and %(other)s were found not to be one person, and this link would make them so.")
            % {"one": found.a.name, "other": found.b.name},
            next_step=_("Look at that decision first."),
        )


def _decide(pair: Link, state: str, reason: str) -> None:
    who = actor.current()
    pair.state, pair.reason, pair.later_until = state, reason.strip()[:500], None
    pair.decided_at, pair.decided_by, pair.decided_by_id = now(), who.label, who.account_id
    if pair._state.adding:
        pair.proposed_at, pair.proposed_by = pair.decided_at, who.label
    pair.save()


def _keep_persons(records: Sequence[UUID]) -> None:
    """Write to these records, which links connect to no others, whom they are of. Rows that stay as they are are not
    touched."""
    links = Link.objects.filter(Q(a__in=records) & Q(b__in=records), state=State.LINKED).values_list("a_id", "b_id")
    age = {pk: (at, pk) for pk, at in Patient.objects.filter(pk__in=records).values_list("pk", "created_at")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heartline.linking', 'on', true)")
        for person in persons(sorted(records), links):
            first = leading(person, age)
            Patient.objects.filter(pk__in=person).exclude(person_id=first).update(person_id=first)
        cursor.execute("SELECT set_config('heartline.linking', '', true)")


def _record(kind: str, pair: Link) -> None:
    """On the timelines of both; what reads them as one leaves out the second."""
    for own, other, second in ((pair.a_id, pair.b_id, False), (pair.b_id, pair.a_id, True)):
        data = {"other": str(other), "second": second, "reason": pair.reason, "score": pair.score}
        ledger.record(kind, patient_id=own, subject_id=pair.pk, data=data)

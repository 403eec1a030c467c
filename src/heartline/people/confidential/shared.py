"""Logins of minors that somebody else uses, as far as addresses and numbers tell.

In one study 62 % of teenagers' accounts were registered with a guardian's e-mail, in another more than half of those
that wrote messages were used by a guardian (J Adolesc Health 2021; JAMIA 2021). So each such login is shown to staff.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from heartline.kernel.errors import Words
from heartline.people.confidential.queries import born, today, values_of_others
from heartline.people.confidential.rules import latest_birth
from heartline.people.models import ContactPoint, Patient, Proxy
from heartline.people.sensitive.closed import is_closed

OF_AGE = 18  # years; below, a guardian's address on a login is asked about
AT_ONCE = 200

_FLAGS = """
WITH used AS (
    SELECT p.id, p.person_id, v.value
    FROM people_patient p JOIN people_account a ON a.id = p.account_id
    CROSS JOIN LATERAL (VALUES (lower(a.email)), (a.phone)) AS v (value)
    WHERE v.value IS NOT NULL AND heartline_born(p.birth_date, p.birth_partial) > %(born)s
      AND (%(patient)s::uuid IS NULL OR p.id = ANY (heartline_records_of(%(patient)s)))
), others AS (
    SELECT u.id, u.value, r.name AS whose, r.relationship AS how
    FROM used u JOIN people_patient record ON record.person_id = u.person_id
    JOIN people_relatedperson r ON r.patient_id = record.id AND u.value IN (lower(r.email), r.phone)
    UNION
    SELECT u.id, u.value, x.holder_name, x.relationship
    FROM used u JOIN people_patient record ON record.person_id = u.person_id
    JOIN people_proxy x ON x.patient_id = record.id
    JOIN people_patient holder ON holder.account_id = x.holder_id
    JOIN people_contactpoint c ON c.patient_id = holder.id AND c.value = u.value
)
SELECT o.id, o.value, min(o.whose), min(o.how) FROM others o
WHERE NOT EXISTS (SELECT FROM people_logincheck k WHERE k.patient_id = o.id AND k.value = o.value)
GROUP BY o.id, o.value ORDER BY min(o.whose), o.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Flag:
    """`value`, with which this minor signs in, is also somebody else's, who is `how` to them. Of a closed record: nothing."""

    patient: Patient
    value: str
    whose: str
    how: Words


def flags(patient_id: UUID | None = None) -> list[Flag]:
    """Logins of minors (of one of them) with a guardian's or relative's address, not asked about yet. Three queries."""
    values = {"born": latest_birth(OF_AGE, today()), "patient": patient_id, "limit": AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(_FLAGS, values)
        found = cursor.fetchall()
    patients = Patient.objects.in_bulk([row[0] for row in found]) if found else {}
    labels = dict(Proxy.Relationship.choices)
    return [
        Flag(patients[id_], *(("", "", "") if is_closed(id_) else (value, whose, labels.get(how, how))))
        for id_, value, whose, how in found
    ]


def waiting() -> int:
    """How many logins are to be asked about. Three queries at most."""
    return len(flags())


def of_others(patient: Patient, points: Iterable[ContactPoint]) -> set[str]:
    """Of a minor's contact points, the values that are also a proxy's or a relative's. Four queries; none for adults."""
    birth = born(patient)
    if birth is None or birth <= latest_birth(OF_AGE, today()):
        return set()
    return values_of_others(patient.pk) & {point.value for point in points}

"""More patients than the demo's calendars need: known to the clinic, without visits. Written in batches, in bounded memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection, transaction

from heartline.kernel import clock
from heartline.kernel.db.bulk import analyze
from heartline.people.demo.clinic import Clinic, Progress, number
from heartline.people.demo.draw import many_phone_numbers
from heartline.people.demo.families import Families
from heartline.people.demo.history import tell
from heartline.people.demo.person import Household
from heartline.people.demo.records import Records
from heartline.people.matching.keeping import count_names, rekey
from heartline.people.matching.models import MatchKeys
from heartline.people.models import Address, ContactPoint, HumanName, Identifier, Patient, Proxy, Role

BATCH = 5000  # people


def load_multitude(clinic: Clinic, patients: int, progress: Progress = lambda _what, _share: None) -> int:
    """Write `patients` more patients, whole families, to a clinic that was just loaded; return how many."""
    rng, now = Random(clinic.seed + 2), clock.now()
    families = Families(rng, now, many_phone_numbers(rng))
    records = Records(rng, now, clinic.team.by_role[Role.FRONT_DESK][0].name)
    records.written = len(clinic.people)  # their e-mail addresses go on counting
    records.elsewhere = (10**7, 10**9)
    written = 0
    with transaction.atomic(), _without_indexes():
        while written < patients:
            progress("more people", written / patients)
            homes = list(_batch(families, min(BATCH, patients - written)))
            people = [person for home in homes for person in home.people]
            number(people)
            records.write(homes, [])
            rekey([person.id for person in people])
            tell(rng, homes, clinic.team)
            _check_references()
            written += len(people)
        progress("more people: indexes", 1.0)
    count_names()
    analyze(Patient, HumanName, ContactPoint, Address, Identifier, Proxy, MatchKeys)
    return written


def _batch(families: Families, people: int) -> Iterator[Household]:
    """Households of `people` people in all."""
    while people > 0:
        home = families.draw()
        if len(home.people) <= people:
            people -= len(home.people)
            yield home


def _check_references() -> None:
    """References are checked at the end of a transaction; checked now, they need not all be remembered until then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Built once over all, the indexes by which patients are found and compared take a tenth of the time."""
    _check_references()
    with connection.cursor() as cursor:
        definitions = []
        for index in ("patient_search", "patient_found_by", "match_keys"):
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index])
            definitions.append(cursor.fetchone()[0])
            cursor.execute(f"DROP INDEX {index}")
        yield
        for definition in definitions:
            cursor.execute(definition)

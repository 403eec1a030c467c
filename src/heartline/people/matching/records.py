"""What is known of patients, read as matching compares it; the same from details that are just coming in."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from heartline.people.matching.person import Birth, Number, Person, birth_of, called, digits_of, distinct, place_of
from heartline.people.models import ContactPoint, Identifier, Patient
from heartline.people.registration.person import PersonDetails
from heartline.people.registration.rules import MRN_SYSTEM

# Of each patient one row, whatever there is of names, addresses and so on.
_READ = """
    SELECT p.id, p.name, p.birth_date, p.birth_partial, p.sex,
        (SELECT json_agg(json_build_array(array_to_string(given, ' '), family, text)) FROM people_humanname WHERE patient_id = p.id),
        (SELECT json_agg(json_build_array(line, city, postal_code, state)) FROM people_address WHERE patient_id = p.id),
        (SELECT json_agg(json_build_array(system, value, shared)) FROM people_contactpoint
            WHERE patient_id = p.id AND NOT do_not_use),
        (SELECT json_agg(json_build_array(system, value, type)) FROM people_identifier WHERE patient_id = p.id),
        (SELECT json_agg(json_build_array(payer, member_id)) FROM people_coverage WHERE patient_id = p.id AND member_id <> '')
    FROM people_patient p WHERE p.id = ANY (%s)
"""
# Identifiers that are one person's alone; of others, a family may share one.
_PERSONAL = (Identifier.Type.MRN, Identifier.Type.DRIVER, Identifier.Type.PASSPORT, Identifier.Type.SOCIAL)
_TELLING = (Patient.Sex.FEMALE, Patient.Sex.MALE)


def read(patient_ids: Collection[UUID]) -> dict[UUID, Person]:
    """The persons of these records. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(patient_ids)])
        return {row[0]: _of_row(row) for row in cursor.fetchall()}


def of_details(details: PersonDetails) -> Person:
    """Somebody who is being registered."""
    home = details.address
    return person_of(
        [(" ".join(name.given), name.family, name.text) for name in details.names],
        birth_of(details.birth_date),
        details.sex,
        [(home.line, home.city, home.postal_code, home.state)] if home else [],
        [(contact.system, contact.value, contact.shared) for contact in details.contacts],
        [(number.system, number.value, number.type) for number in details.numbers],
        [(cover.payer, cover.member_id) for cover in details.coverages if cover.member_id],
    )


def _of_row(row: tuple[Any, ...]) -> Person:
    _id, name, born, partial, sex, names, homes, contacts, numbers, covers = row
    return person_of(
        names or [("", "", name)],
        birth_of(born, partial),
        sex,
        homes or [],
        contacts or [],
        numbers or [],
        covers or [],
    )


def person_of(
    names: Iterable[Any],
    birth: Birth | None,
    sex: str,
    homes: Iterable[Any],
    contacts: Iterable[Any],
    numbers: Iterable[Any],
    covers: Iterable[Any] = (),
) -> Person:
    """From rows: (given, family, text), (line, city, postal code, state), (system, value, shared), (system, value, type)
    and (payer, member id)."""
    points = [
        (system, value.lower() if system == ContactPoint.System.EMAIL else digits_of(value), shared)
        for system, value, shared in contacts
    ]
    return Person(
        names=tuple({name: None for parts in names if (name := called(*parts))}),
        birth=birth,
        sex=sex if sex in _TELLING else "",
        places=tuple({place: None for home in homes if (place := place_of(*home))}),
        phones=distinct(value for system, value, _ in points if system != ContactPoint.System.EMAIL),
        emails=distinct(value for system, value, _ in points if system == ContactPoint.System.EMAIL),
        numbers=(
            # Everybody has a record number of ours, a duplicate another one: it tells nothing.
            *(Number(system, value, type_ in _PERSONAL) for system, value, type_ in numbers if system != MRN_SYSTEM),
            *(Number(f"member of {payer.lower()}", member, False) for payer, member in covers),
        ),
        shared=frozenset(value for _, value, shared in points if shared),
    )

"""Finding a patient among 20,000, against the bare trigram query."""

import random

from django.db import connection, transaction

from bench._clinic import median, say
from heartline.people.models import HumanName, Patient
from heartline.people.search.queries import find
from heartline.people.search.rules import search_text

PATIENTS = 20_000
SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "do",
    "ka",
    "ki",
    "la",
    "lo",
    "ma",
    "mi",
    "na",
    "no",
    "ra",
    "ro",
    "sa",
    "so",
    "ta",
    "to",
    "va",
    "vi",
    "za",
]
BARE = "SELECT id, name FROM people_patient WHERE search LIKE %s AND search LIKE %s ORDER BY name LIMIT 20"


def main() -> None:
    """By two fragments, as a front desk types them, and by a mistyped name."""
    rng = random.Random(1)
    names = [
        " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).title() for _ in range(2))
        for _ in range(PATIENTS)
    ]
    with transaction.atomic():
        people = Patient.objects.bulk_create(
            (Patient(name=name, search=search_text([name])) for name in names), batch_size=5000
        )
        HumanName.objects.bulk_create((HumanName(patient=p, text=p.name) for p in people), batch_size=5000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_patient")
            given, family = names[PATIENTS // 2].lower().split()
            parts = [f"%{given[:4]}%", f"%{family[:4]}%"]
            bare = median(lambda: cursor.execute(BARE, parts).fetchall())
        say("two fragments", median(lambda: find(f"{given[:4]} {family[:4]}")), bare)
        slip = given[0] + given[2] + given[1] + given[3:]
        say("a mistyped name", median(lambda: find(f"{slip} {family}"), 10), bare)
        transaction.set_rollback(True)

"""Type-ahead over all patients, against the bare trigram query."""

from collections.abc import Iterator
from itertools import cycle

from django.db import connection

from bench._measure import Measurement, measure
from bench._world import World
from heartline.people.search.queries import find

BARE = "SELECT id, name FROM people_patient WHERE search LIKE %s AND search LIKE %s ORDER BY name LIMIT 20"


def type_ahead(world: World) -> Measurement:
    """By fragments of given and family name, as a front desk types them; each time somebody else."""
    wanted, bare_wanted = _fragments(world), _fragments(world)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [f"%{part}%" for part in next(bare_wanted)])
            cursor.fetchall()

    return measure("type-ahead: two fragments", world, lambda: find(" ".join(next(wanted))), bare, 300)


def mistyped(world: World) -> Measurement:
    """A name with two letters swapped."""
    wanted, bare_wanted = _fragments(world), _fragments(world)

    def slip() -> None:
        given, family = next(wanted)
        find(f"{given[0]}{given[2]}{given[1]}{given[3:]} {family}")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [f"%{part}%" for part in next(bare_wanted)])
            cursor.fetchall()

    return measure("type-ahead: a mistyped name", world, slip, bare, 100)


def _fragments(world: World) -> Iterator[tuple[str, str]]:
    for name in cycle(world.names):
        given, family = name.lower().split()
        yield given[:5], family[:5]


SUBJECTS = (type_ahead, mistyped)

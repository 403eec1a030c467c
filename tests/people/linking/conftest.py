"""Links are made by a steward here, unless a test says otherwise."""

from collections.abc import Iterator

import pytest

from heartline.kernel import actor
from heartline.kernel.actor import Actor, Kind

STEWARD = Actor(Kind.STAFF, "Sam Steward", role="manager", door="desk")


@pytest.fixture(autouse=True)
def steward() -> Iterator[Actor]:
    with actor.acting(STEWARD):
        yield STEWARD

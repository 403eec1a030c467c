"""What is missing until a first patient can book, and why a service cannot be booked."""

from dataclasses import replace
from uuid import UUID

import pytest

from heartline.scheduling.readiness.rules import Asks, Gap, House, Step, done, gap

SITE, ANA, LI = UUID(int=1), UUID(int=2), UUID(int=3)
HOUSE = House(
    organization=True,
    sites=frozenset({SITE}),
    rooms=frozenset({(SITE, "exam")}),
    devices=frozenset({(SITE, "ultrasound")}),
    clinicians=frozenset({ANA, LI}),
    hours={ANA: frozenset({(SITE, "")}), LI: frozenset({(SITE, "video")})},
    helpers={"assistant": frozenset({LI})},
)
ASKS = Asks(
    True, frozenset({ANA}), frozenset({"in_person"}), "exam", frozenset({"ultrasound"}), frozenset({"assistant"})
)


def test_nothing_is_missing() -> None:
    assert gap(HOUSE, ASKS) is None
    assert all(done(HOUSE, [ASKS]).values())


@pytest.mark.parametrize(
    ("house", "asks", "why"),
    [
        ({}, {"active": False}, Gap.OFF),
        ({}, {"givers": frozenset()}, Gap.NOBODY),
        ({"clinicians": frozenset({LI})}, {}, Gap.NOBODY),
        ({"hours": {}}, {}, Gap.NO_HOURS),
        ({}, {"givers": frozenset({LI})}, Gap.NO_HOURS),  # has hours by video only
        ({}, {"room_kind": "imaging"}, Gap.NO_ROOM),
        ({"devices": frozenset()}, {}, Gap.NO_DEVICE),
        ({"helpers": {"assistant": frozenset({ANA})}}, {}, Gap.NO_HELPER),  # nobody helps themselves
    ],
)
def test_the_first_thing_to_put_right(house: dict[str, object], asks: dict[str, object], why: Gap) -> None:
    assert gap(replace(HOUSE, **house), replace(ASKS, **asks)) is why  # type: ignore[arg-type]


def test_by_video_neither_room_nor_device_is_asked_for() -> None:
    house = replace(HOUSE, rooms=frozenset(), devices=frozenset())
    assert gap(house, replace(ASKS, modes=frozenset({"in_person", "video"}))) is None


def test_the_steps_of_an_empty_house() -> None:
    empty = House(False, frozenset(), frozenset(), frozenset(), frozenset(), {}, {})
    assert list(done(empty, [])) == list(Step)
    assert not any(done(empty, []).values())

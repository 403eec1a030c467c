"""How long after somebody wrote we may answer freely."""

from datetime import UTC, datetime, timedelta

import pytest

from heartline.channels.traffic.window import HUMAN, REPLY, is_open

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize("length", [REPLY, HUMAN])
def test_it_closes_a_minute_early_so_that_the_last_answer_still_arrives(length: timedelta) -> None:
    assert is_open(NOW - length + timedelta(minutes=2), NOW, length)
    assert not is_open(NOW - length + timedelta(seconds=59), NOW, length)
    assert not is_open(NOW - length - timedelta(days=1), NOW, length)


def test_it_never_opens_to_who_never_wrote() -> None:
    assert not is_open(None, NOW)

"""Two who change the same thing do not undo each other's work."""

import pytest

from heartline.kernel.revising import Stale, differing, seal

NOW = {"name": "Hill Street", "phone": "", "days": [1, 2]}


def test_what_is_different_is_what_is_written() -> None:
    assert differing(NOW, {**NOW, "phone": "+12125550100"}, seal(NOW)) == {"phone": "+12125550100"}
    assert differing(NOW, NOW, seal(NOW)) == {}


def test_what_somebody_else_changed_meanwhile_is_said() -> None:
    seen = seal({**NOW, "name": "Hill"})
    with pytest.raises(Stale) as stale:
        differing(NOW, {**NOW, "name": "Hill", "phone": "1"}, seen)
    assert stale.value.now == {"name": "Hill Street"}
    assert stale.value.status == 409
    assert stale.value.theirs == {"name"}  # I filled in what it was: only they changed it


def test_where_both_changed_it_it_is_not_theirs_alone() -> None:
    with pytest.raises(Stale) as stale:
        differing(NOW, {**NOW, "name": "Mine"}, seal({**NOW, "name": "Hill"}))
    assert stale.value.theirs == frozenset()


def test_who_wants_what_is_so_already_has_it() -> None:
    assert differing(NOW, NOW, seal({**NOW, "name": "Hill"})) == {}


def test_what_is_gone_or_new_since_counts() -> None:
    with pytest.raises(Stale) as stale:
        differing({"b": 2}, {"b": 3}, seal({"a": 1}))
    assert stale.value.now == {"b": 2, "a": None}


@pytest.mark.parametrize("sealed", ["", "nonsense", "[]", "null"])
def test_a_mark_that_cannot_be_read_is_as_good_as_an_old_one(sealed: str) -> None:
    with pytest.raises(Stale):
        differing(NOW, {**NOW, "phone": "1"}, sealed)
    assert differing(NOW, {**NOW, "phone": "1"}, None) == {"phone": "1"}

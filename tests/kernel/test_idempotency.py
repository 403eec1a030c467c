"""What was done under a key is not done again."""

import uuid

import pytest

from heartline.kernel.idempotency import once

pytestmark = pytest.mark.django_db


def test_a_retry_gets_the_first_result() -> None:
    results = iter([uuid.uuid4(), uuid.uuid4()])
    first, new = once("book", "key-1", lambda: next(results))
    again, new_again = once("book", "key-1", lambda: next(results))
    assert (first, new, new_again) == (again, True, False)


def test_another_action_may_use_the_same_key() -> None:
    first, _ = once("book", "key-1", uuid.uuid4)
    other, _ = once("cancel", "key-1", uuid.uuid4)
    assert first != other


def test_nothing_is_remembered_of_what_failed() -> None:
    def fail() -> uuid.UUID:
        raise ValueError("the time was taken")

    with pytest.raises(ValueError, match="taken"):
        once("book", "key-2", fail)
    _, new = once("book", "key-2", uuid.uuid4)
    assert new

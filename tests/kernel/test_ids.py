"""What comes in an address is an id or nothing."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from heartline.kernel.ids import read_uuid


def test_an_id_is_read_in_the_forms_that_people_paste() -> None:
    key = uuid.uuid4()
    assert read_uuid(str(key)) == read_uuid(key.hex) == read_uuid(str(key).upper()) == key


@given(st.text(max_size=60))
def test_anything_else_is_nothing_and_never_an_error(text: str) -> None:
    found = read_uuid(text)
    assert found is None or isinstance(found, uuid.UUID)

"""A record number has a check digit: what is mistyped is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from heartline.people.registration.rules import is_mrn, mrn

numbers = st.integers(min_value=1, max_value=10**9)


@given(numbers)
def test_what_is_given_out_is_right(number: int) -> None:
    assert is_mrn(mrn(number))
    assert len(mrn(number)) >= 8


@given(numbers, st.data())
def test_one_wrong_digit_is_noticed(number: int, data: st.DataObject) -> None:
    right = mrn(number)
    place = data.draw(st.integers(0, len(right) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != right[place]]))
    assert not is_mrn(right[:place] + digit + right[place + 1 :])


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    assert is_mrn(text) in (True, False)

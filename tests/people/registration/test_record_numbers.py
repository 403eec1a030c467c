"""A record number has a check digit: what is mistyped is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.people.registration.rules import is_mrn, looks_mistyped, mrn
from tests.people.people import at_work, known
from tests.signing_in import signed_in

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
    wrong = right[:place] + digit + right[place + 1 :]
    assert not is_mrn(wrong)
    assert looks_mistyped(wrong) is (len(wrong) == 8)


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    assert is_mrn(text) in (True, False)
    assert looks_mistyped(text) in (True, False)


@pytest.mark.django_db
def test_the_desk_is_told_that_a_digit_is_wrong() -> None:
    ana = known("Ana Ruiz")
    account = at_work().account
    assert account is not None
    client = signed_in(account)
    words = "one of its digits is wrong"
    wrong = ana.mrn[:-1] + str((int(ana.mrn[-1]) + 5) % 10)
    assert words in client.get("/desk/find", {"q": wrong}).content.decode()
    for right in (ana.mrn, "Ana", "5550142", "Zoe"):
        assert words not in client.get("/desk/find", {"q": right}).content.decode()

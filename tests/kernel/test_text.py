"""Folding: what a front desk types meets what a patient is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.kernel.text import fold, skeleton, translated


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Nguyễn Thị Ánh", "nguyen thi anh"), ("Núñez-Ruiz", "nunez ruiz"), ("ŁUKASZ", "lukasz"), ("O'Brien", "o brien")],
)
def test_accents_case_and_marks_do_not_matter(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_a_name_written_in_arabic_meets_its_latin_spellings() -> None:
    assert skeleton("محمد") == skeleton("Muhammad") == skeleton("Mohamed")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_only_plain_letters(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text).isascii()


def test_words_fall_back_to_english_then_to_any() -> None:
    assert translated({"en": "Blood test", "es": "Análisis"}, "es-MX") == "Análisis"
    assert translated({"en": "Blood test"}, "vi") == "Blood test"
    assert translated({"es": "Análisis"}, "vi") == "Análisis"
    assert translated({}, "vi") == ""

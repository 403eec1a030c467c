"""The folding on both sides is the same, whatever is typed."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from heartline.people.search.rules import LONGEST, MAX_TERMS, Term, parse, search_text

words = st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=12)


def like(text: str, pattern: str) -> bool:
    assert pattern.startswith("%") and pattern.endswith("%") and "_" not in pattern
    return pattern[1:-1] in text


def fits(line: str, term: Term) -> bool:
    return any(like(line, pattern) for pattern in (*term.anywhere, *term.starts))


@given(st.lists(words, min_size=1, max_size=3))
def test_whoever_types_the_name_as_written_finds_it(parts: list[str]) -> None:
    name = " ".join(parts)[:LONGEST]
    line = search_text([name])
    for term in parse(name):
        assert fits(line, term), (term, line)


@given(
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d %B %Y"]),
)
def test_whoever_types_the_birth_date_finds_it(born: date, written: str) -> None:
    line = search_text(["Ana"], born)
    terms = parse(born.strftime(written))
    assert terms
    assert all(fits(line, term) for term in terms)


@given(st.text(max_size=300))
def test_anything_typed_is_few_harmless_terms(typed: str) -> None:
    terms = parse(typed)
    assert len(terms) <= MAX_TERMS
    for term in terms:
        assert term.anywhere
        assert not {"\\", "_"} & set("".join((*term.anywhere, *term.starts)))


@given(st.text(max_size=60))
def test_a_line_is_words_between_single_spaces(name: str) -> None:
    line = search_text([name])
    assert line.startswith(" ") and line.endswith(" ")
    assert "  " not in line.strip()

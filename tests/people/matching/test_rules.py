"""What must hold for any two persons."""

import math
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.people.matching.evidence import Finding
from heartline.people.matching.keys import keys_of
from heartline.people.matching.model import Model, among
from heartline.people.matching.person import Number, Person, birth_of, called, digits_of, place_of
from heartline.people.matching.rules import Decision, compare, decide, held_back, score, weight
from heartline.people.matching.words import OTHER, SAME, likeness
from tests.people.matching.people import a_town, registered_again

texts = st.text(max_size=14)
names = (
    st.sampled_from(
        ["Ana", "Nguyễn", "محمد", "李小龙", "Mary Ann", "O'Brien", "J", "de la Cruz", "Li", "Иван", "-", ""]
    )
    | texts
)
births = st.none() | st.builds(birth_of, st.dates(date(1899, 1, 1), date(2030, 1, 1))) | st.builds(
    birth_of, st.none(), st.sampled_from(["1980", "1980-05", "0000", ""])
)  # fmt: skip
places = st.builds(
    place_of, texts | st.just("12 Oak St Apt 4"), texts, st.sampled_from(["01101", "01101-1234", "", "X"]), texts
)
phones = st.sampled_from(["+14135550142", "+14135550124", "12", ""]).map(digits_of)
persons = st.builds(
    lambda given_name, family, text, birth, sex, place, phone, email, number, shared: Person(
        tuple(name for name in (called(given_name, family), called(text=text)) if name),
        birth, sex, (place,) if place else (), (phone,) if phone else (), (email,) if email else (),
        (Number("urn:x", number, bool(shared)),) if number else (), frozenset([phone] if shared else []),
    ),
    names, names, names, births, st.sampled_from(["", "female", "male"]), places, phones,
    st.sampled_from(["", "a@x.org", "b@x.org"]), st.sampled_from(["", "1", "2"]), st.booleans(),
)  # fmt: skip
sizes = st.integers(0, 10**8)


@given(persons, persons, sizes)
@settings(max_examples=300, deadline=None)
def test_a_score_is_a_number_and_the_same_from_both_sides(a: Person, b: Person, people: int) -> None:
    there, back = compare(a, b), compare(b, a)
    assert sorted(there) == sorted(back)
    value = score(there, among(people))
    assert math.isfinite(value)
    assert math.isclose(value, score(back, among(people)), abs_tol=1e-9)
    assert decide(value, there) in Decision


@given(persons, sizes)
@settings(deadline=None)
def test_nobody_is_unlike_themselves(a: Person, people: int) -> None:
    model = among(people)
    assert all(weight(one, model) >= 0 for one in compare(a, a) if one.level != "swapped")


@given(persons, persons)
@settings(deadline=None)
def test_a_household_only_ever_holds_back(a: Person, b: Person) -> None:
    assert held_back(compare(a, b), among(1000)) <= 0


@given(persons, persons)
@settings(deadline=None)
def test_in_a_larger_place_the_same_evidence_says_less(a: Person, b: Person) -> None:
    evidence = compare(a, b)
    assert score(evidence, among(1_000_000)) <= score(evidence, among(1_000)) + 1e-9


def test_closer_levels_never_weigh_less() -> None:
    for model in (among(5000), among(10**6).with_shares({"smith": 0.2}, 0.001)):
        for field, order in {
            "birth": ["same", "slip", "near", "other"],
            "street": ["door", "road", "like", "other"],
            "area": ["same", "half", "other"],
            "phone": ["same", "slip", "other"],
            "email": ["same", "slip", "other"],
            "sex": ["same", "other"],
        }.items():
            weights = [weight(Finding(field, level), model) for level in order]
            assert weights == sorted(weights, reverse=True), field
        for field in ("given", "family"):
            for words in (("smith", "smyth"), ("rare", "rar")):
                same = weight(Finding(field, "same", words[:1]), model)
                slip = weight(Finding(field, "slip", words), model)
                other = weight(Finding(field, "other"), model)
                assert same >= slip and other < 0, (field, words)


@given(texts, texts)
@settings(deadline=None)
def test_words_are_alike_both_ways(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert likeness(a, a) == SAME
    assert likeness("kowalski", "nguyen") == OTHER


@given(persons)
@settings(deadline=None)
def test_keys_fit_into_the_database(a: Person) -> None:
    keys = keys_of(a)
    assert keys == sorted(set(keys))
    assert all(-(2**31) <= key < 2**31 for key in keys)


def test_who_is_registered_again_shares_a_key() -> None:
    rng, town = Random(3), a_town(2000)
    missed = sum(not set(keys_of(person)) & set(keys_of(registered_again(person, rng))) for person in town)
    assert missed / len(town) < 0.002


def test_a_model_without_anybody_still_answers() -> None:
    assert math.isfinite(score((), Model(same_person=1e-9, household=0.0)))

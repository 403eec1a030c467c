"""Who is one person and who is not, told as the desk meets them."""

import pytest

from heartline.people.matching.evidence import BIRTH, FAMILY, GIVEN, ORDER, Evidence
from heartline.people.matching.model import among
from heartline.people.matching.person import Number, Person
from heartline.people.matching.rules import Decision, compare, decide, score
from tests.people.matching.people import a_person

CLINIC = among(5000)
HOME = ("12 Oak Street", "Springfield", "01101")
PHONE = "+1 413 555 0142"


def judged(a: Person, b: Person) -> Decision:
    evidence = compare(a, b)
    return decide(score(evidence, CLINIC), evidence)


def levels(evidence: Evidence) -> dict[str, str]:
    return {finding.field: finding.level for finding in evidence}


def test_twins_are_two() -> None:
    lea = a_person(given="Lea", family="Brandt", born="2015-06-02", phone=PHONE, home=HOME, sex="female")
    mia = a_person(given="Mia", family="Brandt", born="2015-06-02", phone=PHONE, home=HOME, sex="female")
    assert judged(lea, mia) is Decision.NO


def test_twins_with_names_alike_are_for_a_person_to_decide_at_most() -> None:
    one = a_person(given="Jayden", family="Brandt", born="2015-06-02", phone=PHONE, home=HOME, sex="male")
    other = a_person(given="Jordan", family="Brandt", born="2015-06-02", phone=PHONE, home=HOME, sex="male")
    assert judged(one, other) is not Decision.CERTAIN


def test_a_father_and_his_son_of_one_name_are_two() -> None:
    father = a_person(given="William", family="Hale", born="1951-03-09", phone=PHONE, home=HOME, sex="male")
    son = a_person(given="William", family="Hale", born="1979-11-30", phone=PHONE, home=HOME, sex="male")
    assert judged(father, son) is Decision.NO


def test_a_couple_with_one_phone_are_two() -> None:
    her = a_person(given="Rosa", family="Vega", born="1980-02-14", phone=PHONE, home=HOME, sex="female")
    him = a_person(given="Luis", family="Vega", born="1978-09-01", phone=PHONE, home=HOME, sex="male")
    assert judged(her, him) is Decision.NO


def test_namesakes_without_anything_else_in_common_are_two() -> None:
    assert judged(
        a_person(given="Maria", family="Garcia", born="1990-01-15", phone="+14135550101"),
        a_person(given="Maria", family="Garcia", born="1961-07-03", phone="+14135559999"),
    ) is Decision.NO  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"given": "Nguyễn Thị", "family": "Ánh"}, {"given": "Nguyen Thi", "family": "Anh"}),
        ({"given": "Mohammed", "family": "Haddad"}, {"given": "Muhammad", "family": "Haddad"}),
        ({"given": "Mohammed", "family": "Haddad"}, {"given": "Mohamed", "family": "Hadad"}),
        ({"given": "Mohammed", "family": "Haddad"}, {"given": "محمد", "family": "حداد"}),
        ({"text": "李小龙"}, {"given": "Xiaolong", "family": "Li"}),
        ({"text": "李小龙"}, {"text": "Li Xiaolong"}),
        ({"text": "Ли Иванова"}, {"given": "Li", "family": "Ivanova"}),
        ({"given": "Bill", "family": "Thornton"}, {"given": "William", "family": "Thornton"}),
        ({"given": "José", "family": "Muñoz"}, {"given": "Pepe", "family": "Munoz"}),
        ({"given": "Ana", "family": "García López"}, {"given": "Ana", "family": "Garcia"}),
        ({"given": "Ana", "family": "García López"}, {"given": "Ana", "family": "Lopez-Garcia"}),
        ({"given": "Mary Ann", "family": "O'Brien"}, {"given": "Maryann", "family": "OBrien"}),
        ({"given": "Okafor", "family": "Chidi"}, {"given": "Chidi", "family": "Okafor"}),
        ({"given": "Katherine", "family": "Wojcik"}, {"given": "Catherine", "family": "Wójcik"}),
        ({"text": "Thornton, Jane"}, {"text": "Jane Thornton"}),
    ],
)
def test_one_name_written_two_ways(one: dict[str, str], other: dict[str, str]) -> None:
    a = a_person(**one, born="1984-03-12", phone=PHONE)
    b = a_person(**other, born="1984-03-12", phone=PHONE)
    assert judged(a, b) is Decision.CERTAIN


def test_a_married_name_is_found_by_the_one_before() -> None:
    before = a_person(given="Emma", family="Larsen", born="1991-05-20", home=HOME)
    after = a_person(given="Emma", family="Whitfield", born="1991-05-20", home=HOME, also=(("Emma", "Larsen"),))
    assert judged(before, after) is Decision.CERTAIN


def test_a_changed_surname_that_nobody_told_is_for_a_person_to_decide() -> None:
    before = a_person(given="Emma", family="Larsen", born="1991-05-20", phone=PHONE)
    after = a_person(given="Emma", family="Whitfield", born="1991-05-20", phone=PHONE)
    assert judged(before, after) is Decision.DOUBTFUL


@pytest.mark.parametrize(
    ("born", "level"),
    [("1984-12-03", "swapped"), ("1984-03-21", "slip"), ("1948-03-12", "slip"), ("1985-03-12", "slip"), ("1984-03", "month"),
     ("1984", "year"), ("1984-03-30", "near"), ("1962-10-31", "other")],
)  # fmt: skip
def test_a_birth_date_with_a_slip_is_still_near(born: str, level: str) -> None:
    a, b = a_person("Noor Aziz", "1984-03-12"), a_person("Noor Aziz", born)
    assert levels(compare(a, b))[BIRTH] == level


def test_the_first_of_january_counts_as_a_year_only() -> None:
    assert levels(compare(a_person("Noor Aziz", "1980-01-01"), a_person("Noor Aziz", "1980-01-01")))[BIRTH] == "year"


def test_a_date_that_stands_for_nothing_is_none() -> None:
    assert a_person("Noor Aziz", "1900-01-01").birth is None


def test_swapped_parts_are_named_as_such() -> None:
    found = levels(compare(a_person(given="Chidi", family="Okafor"), a_person(given="Okafor", family="Chidi")))
    assert (found[GIVEN], found[FAMILY], found[ORDER]) == ("same", "same", "swapped")


def test_a_familys_insurance_number_is_no_proof() -> None:
    card = (Number("member of acme", "77", personal=False),)
    mother = a_person(given="Rosa", family="Vega", born="1980-02-14", numbers=card)
    child = a_person(given="Inés", family="Vega", born="2012-08-30", numbers=card)
    assert judged(mother, child) is Decision.NO


def test_another_sex_is_always_for_a_person_to_decide() -> None:
    a = a_person(given="Robin", family="Ashworth", born="1991-05-20", phone=PHONE, home=HOME, sex="male")
    b = a_person(given="Robin", family="Ashworth", born="1991-05-20", phone=PHONE, home=HOME, sex="female")
    assert judged(a, b) is Decision.DOUBTFUL


def test_a_rare_name_says_more_than_a_common_one() -> None:
    shares = CLINIC.with_shares({"smith": 0.01}, 0.0002)
    common, rare = (
        compare(a_person("John " + family, "1984-03-12"), a_person("John " + family, "1984-03-12"))
        for family in ("Smith", "Quagliarello")
    )
    assert score(rare, shares) > score(common, shares) + 3

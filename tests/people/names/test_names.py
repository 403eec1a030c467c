"""What people are called."""

import pytest

from heartline.people.names.actions import change_names, use_name
from heartline.people.names.rules import assemble, script_of, shown
from heartline.people.registration.person import Name
from heartline.people.search.queries import find
from tests.people.people import known


@pytest.mark.django_db
def test_an_official_name_that_falls_away_stays_known_as_a_former_one() -> None:
    ana = known({"family": "Ruiz", "given": ["Ana"]})
    change_names(ana, [Name(family="Silva", given=["Ana"])])
    assert ana.name == "Ana Silva"
    assert {(name.use, name.text) for name in ana.names.all()} == {("official", "Ana Silva"), ("old", "Ana Ruiz")}
    assert [hit.name for hit in find("ruiz")] == ["Ana Silva"]


@pytest.mark.django_db
def test_a_usual_name_is_shown_until_it_is_taken_back() -> None:
    ana = known("Ana Ruiz")
    assert use_name(ana, "Nita").name == "Nita"
    assert use_name(ana, "").name == "Ana Ruiz"


@pytest.mark.django_db
def test_nobody_is_left_without_a_name() -> None:
    with pytest.raises(ValueError, match="at least one"):
        change_names(known("Ana Ruiz"), [])


def test_parts_are_put_together_as_their_script_does() -> None:
    assert assemble("Ruiz", ["Ana", "María"], prefix="Dr.") == "Dr. Ana María Ruiz"
    assert assemble("李", ["伟"], script="Hans") == "李伟"
    assert assemble("", ["Suharto"]) == "Suharto"


@pytest.mark.parametrize(
    ("text", "script"),
    [("李伟", "Hani"), ("محمد", "Arab"), ("Иван", "Cyrl"), ("김", "Hang"), ("Ánh", ""), ("", ""), ("🙂", "")],
)
def test_the_script_is_seen_from_the_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_no_name_shows_as_none() -> None:
    assert shown([]) == ""

"""Two records side by side."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.people.linking.comparing import Agreement, agreement, hints, rows
from heartline.people.models import Identifier, Patient
from heartline.people.registration.person import Contact
from tests.people.people import known

SWAPPED = {Agreement.LEFT: Agreement.RIGHT, Agreement.RIGHT: Agreement.LEFT}
values = st.lists(st.sampled_from(["Ana", "ANA", "Bo", "Ángel", "angel", "12"]), max_size=4)


@given(values, values)
def test_agreement_is_the_same_from_either_side(left: list[str], right: list[str]) -> None:
    here, there = agreement(left, right), agreement(right, left)
    assert there == (SWAPPED.get(here, here) if here else None)
    assert (here is None) is (not left and not right)


@given(values.filter(bool))
def test_what_has_the_same_values_in_any_case_and_order_agrees(some: list[str]) -> None:
    assert agreement(some, [value.upper() for value in reversed(some)]) == Agreement.SAME


def test_what_has_something_in_common_agrees_in_part() -> None:
    assert agreement(["Ana", "Bo"], ["Bo", "Cy"]) == Agreement.PARTLY
    assert agreement(["Ana"], ["Cy"]) == Agreement.DIFFERENT


@pytest.mark.django_db
class TestRows:
    def test_say_what_either_knows_and_leave_out_what_nobody_does(self) -> None:
        left = known(
            {"given": ["Ana"], "family": "Ruiz"},
            birth_date=date(1984, 3, 12),
            contacts=[Contact(system="sms", value="+14155552671")],
        )
        right = known(
            {"given": ["Ana"], "family": "Okafor"},
            birth_date=date(1984, 12, 3),
            contacts=[Contact(system="email", value="a@example.org")],
        )
        said = {str(row.label): row.agreement for row in rows(left, right)}
        assert said == {
            "First names": "same", "Family name": "different", "Birth date": "different", "Phone": "left", "E-mail": "right",
        }  # fmt: skip

    def test_compare_whole_names_where_one_was_never_taken_apart(self) -> None:
        left, right = known({"given": ["Ana"], "family": "Ruiz"}), known("ana ruiz")
        assert [(str(row.label), row.agreement) for row in rows(left, right)] == [("Name", "same")]


@pytest.mark.django_db
class TestHints:
    def said(self, left: Patient, right: Patient) -> str:
        return " ".join(map(str, hints(left, right)))

    @pytest.mark.parametrize(
        ("one", "other", "twins"),
        [
            (("Mia", "Ruiz"), ("Lea", "Ruiz"), True),
            (("Jon", "Ruiz"), ("John", "Ruiz"), False),
            (("Mia", "Ruiz"), ("Lea", "Okafor"), False),
        ],
    )
    def test_twins(self, one: Any, other: Any, twins: bool) -> None:
        a, b = ({"given": [given], "family": family} for given, family in (one, other))
        born = date(2020, 2, 29)
        assert ("Twins" in self.said(known(a, birth_date=born), known(b, birth_date=born))) is twins
        assert "Twins" not in self.said(known(a, birth_date=born), known(b, birth_date=date(2021, 1, 1)))

    def test_parent_and_child_of_one_name(self) -> None:
        said = self.said(
            known("John Ruiz", birth_date=date(1950, 1, 1)), known("John Ruiz", birth_date=date(1980, 1, 1))
        )
        assert "Parent and child" in said

    def test_a_shared_phone(self) -> None:
        phone = Contact(system="sms", value="+14155552671", shared=True)
        assert "shared" in self.said(known("Ana", contacts=[phone]), known("Bo", contacts=[phone]))
        assert "shared" not in self.said(known("Ana", contacts=[phone]), known("Bo"))

    def test_two_passports(self) -> None:
        two = known("Ana Ruiz"), known("Ana Ruiz")
        for n, patient in enumerate(two):
            Identifier.objects.create(patient=patient, system="passports", value=f"X{n}", type=Identifier.Type.PASSPORT)
        assert "number of the same kind" in self.said(*two)

"""Finding anybody by any fragment, whatever the script, the accents and the slips."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heartline.kernel.db.confine import as_patient
from heartline.people.contacts.actions import add
from heartline.people.names.actions import use_name
from heartline.people.registration.person import Contact
from heartline.people.search.queries import find
from tests.factories import an_account
from tests.people.people import known

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [hit.name for hit in find(text)]


@pytest.fixture(autouse=True)
def somebody_else() -> None:
    known("Olga Petrova", birth_date=date(1970, 1, 1), contacts=[Contact(system="phone", value="+1 212 555 0100")])


@pytest.mark.parametrize(
    "typed",
    ["nguyen", "Nguyễn", "NGUYỄN thị", "anh nguyen", "ngu", "guye", "nguyễn-thị", "nguyn", "ngyuen", "Ánh 1984"],
)
def test_vietnamese_with_and_without_accents_in_any_order(typed: str) -> None:
    known({"family": "Nguyễn", "given": ["Thị", "Ánh"]}, birth_date=date(1984, 3, 12))
    assert names(typed) == ["Thị Ánh Nguyễn"]


@pytest.mark.parametrize("typed", ["محمد", "muhammad", "mohamed", "Mohammed Ali", "علي", "ali", "muhamad"])
def test_an_arabic_name_by_any_of_its_latin_spellings(typed: str) -> None:
    known({"text": "محمد علي", "script": "Arab"})
    assert names(typed) == ["محمد علي"]


@pytest.mark.parametrize("typed", ["محمد", "يوسف"])
def test_a_latin_name_by_its_arabic_spelling(typed: str) -> None:
    known("Muhammad Yusuf")
    assert names(typed) == ["Muhammad Yusuf"]


@pytest.mark.parametrize("typed", ["فاطمة", "fatima", "zahra", "الزهراء"])
def test_endings_and_articles_that_latin_spellings_leave_out(typed: str) -> None:
    known({"text": "فاطمة الزهراء", "script": "Arab"})
    assert names(typed) == ["فاطمة الزهراء"]


@pytest.mark.parametrize("typed", ["李伟", "li wei", "wei li", "liwei", "李", "伟"])
def test_a_chinese_name_in_characters_and_in_letters(typed: str) -> None:
    known({"text": "李伟", "script": "Hans"})
    assert names(typed) == ["李伟"]


def test_characters_find_who_is_written_in_letters() -> None:
    known("Li Wei")
    assert names("李伟") == ["Li Wei"]


@pytest.mark.parametrize("typed", ["o'brien", "O’Brien", "obrien", "o brien", "brien", "obrein"])
def test_names_with_marks_inside(typed: str) -> None:
    known("Sinéad O'Brien")
    assert names(typed) == ["Sinéad O'Brien"]


@pytest.mark.parametrize("typed", ["smiht", "smoth", "smth", "smithh", "jonh smith", "msith"])
def test_a_slip_of_the_finger(typed: str) -> None:
    known("John Smith")
    assert names(typed) == ["John Smith"]


def test_who_fits_exactly_is_not_mixed_with_who_nearly_does() -> None:
    known("Ana Silva")
    known("Ana Silda")
    assert names("silva") == ["Ana Silva"]
    assert find("silva")[0].exact
    assert names("silba") == ["Ana Silda", "Ana Silva"]
    assert not find("silba")[0].exact


@pytest.mark.parametrize(
    "typed",
    ["1984-03-12", "12/03/1984", "3/12/1984", "12.3.1984", "3/12/84", "12031984", "19840312", "12 March 1984", "March 12, 1984",
     "12 mar 1984", "12 de marzo de 1984", "12 tháng 3 1984", "1984年3月12日", "١٢/٠٣/١٩٨٤", "1984-03", "12 march", "1984", "ana 12/3/84"],
)  # fmt: skip
def test_a_birth_date_as_people_type_it(typed: str) -> None:
    known("Ana Ruiz", birth_date=date(1984, 3, 12))
    assert names(typed) == ["Ana Ruiz"]


def test_april_is_a_name_too() -> None:
    known("April May")
    assert names("april may") == ["April May"]


@pytest.mark.parametrize(
    "typed", ["+1 (415) 555-2671", "415 555 2671", "4155552671", "555-2671", "2671", "415.555.2671"]
)
def test_a_phone_by_any_part_of_it(typed: str) -> None:
    known("Ana Ruiz", contacts=[Contact(system="sms", value="+14155552671")])
    assert names(typed) == ["Ana Ruiz"]


def test_a_foreign_phone_as_it_is_dialled_at_home() -> None:
    known("Ana Ruiz", contacts=[Contact(system="phone", value="+447700900123")])
    assert names("07700 900123") == names("+44 7700 900123") == ["Ana Ruiz"]


def test_record_number_and_e_mail() -> None:
    ana = known("Ana Ruiz", contacts=[Contact(system="email", value="ana@example.org")])
    assert names(ana.mrn) == names(ana.mrn[3:]) == names("ana@example") == ["Ana Ruiz"]


def test_whole_words_come_before_beginnings_and_those_before_the_middle() -> None:
    known("Joanna Lee")
    known("Anna Lee")
    known("Annabel Lee")
    assert names("anna") == ["Anna Lee", "Annabel Lee"]
    assert [hit.name for hit in find("anna", anywhere=True)] == ["Anna Lee", "Annabel Lee", "Joanna Lee"]
    assert "Joanna Lee" in names("oanna")


def test_the_last_four_of_a_phone_come_before_the_same_figures_inside_of_something() -> None:
    known("Andriy Adams", birth_date=date(2001, 8, 19))  # 20010819
    known("Zoe Zhu", contacts=[Contact(system="phone", value="+1 212 555 0108")])
    assert names("0108") == ["Zoe Zhu", "Andriy Adams"]


def test_what_changes_is_found_under_the_new_and_no_longer_only_the_old() -> None:
    ana = known("Ana Ruiz")
    use_name(ana, "Nita")
    add(ana, Contact(system="phone", value="+14155550199"))
    assert names("nita") == names("ruiz") == names("555-0199") == ["Nita"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "' OR 1=1 --", "\x00", "((((", "🙂", "a" * 5000])
def test_what_means_nothing_finds_nobody_and_breaks_nothing(typed: str) -> None:
    assert names(typed) == []


def test_one_query_when_somebody_fits_and_four_at_most() -> None:
    known("John Smith")
    for typed, most in (("smith", 1), ("smiht", 3), ("mith", 4), ("qqqqqq", 3)):
        with CaptureQueriesContext(connection) as queries:
            find(typed)
        assert len(queries) <= most, typed


def test_a_patients_own_request_finds_only_themselves() -> None:
    account = an_account()
    known("Ana Ruiz", account=account)
    known("Ana Silva")
    with as_patient(account.pk):
        assert names("ana") == ["Ana Ruiz"]

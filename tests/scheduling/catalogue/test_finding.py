"""Finding care by what people type, and by whom."""

from datetime import UTC, date, datetime

import pytest

from heartline.kernel import clock
from heartline.scheduling.catalogue.queries import clinicians_for, find_services
from heartline.scheduling.catalogue.rules import score, speaks, wording
from tests import factories

WORDS = wording(
    {"en": "Well-child visit", "es": "Control del niño sano"}, {"en": ["fever", "vaccines"]}, {"en": "For children"}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [("well", True), ("WELL-child", True), ("nino", True), ("niño", True), ("vacc", True), ("children", True),
     ("child fever", True), ("child knee", False), ("ild", False), ("", False)],
)  # fmt: skip
def test_beginnings_of_words_in_any_language_and_without_accents(text: str, found: bool) -> None:
    assert (score(text, WORDS) > 0) == found


def test_a_name_says_more_than_a_summary() -> None:
    named = wording({"en": "Knee"}, {}, {})
    mentioned = wording({"en": "Bones"}, {}, {"en": "Also the knee"})
    assert score("knee", named) > score("knee", mentioned) > 0


def test_a_language_serves_its_dialects() -> None:
    assert speaks(["es-MX"], "es")
    assert speaks(["zh"], "zh-Hans")
    assert not speaks(["en"], "es")


@pytest.mark.django_db
class TestQueries:
    def test_services_for_a_patients_age(self) -> None:
        child = factories.a_service(name={"en": "Child visit"}, max_age=17)
        adult = factories.a_service(name={"en": "Adult visit"}, min_age=18)
        factories.a_service(name={"en": "Gone visit"}, active=False)
        with clock.set(datetime(2027, 1, 1, tzinfo=UTC)):
            assert find_services() == [adult, child]
            assert find_services("visit", patient=factories.a_patient(birth_date=date(2015, 1, 1))) == [child]
            assert find_services("nothing like it") == []

    def test_clinicians_by_language_gender_and_site(self, django_assert_num_queries: object) -> None:
        here, there = factories.a_site(), factories.a_site()
        ana = factories.a_clinician(languages=["es-MX", "en"], gender="female", family="A")
        bo = factories.a_clinician(languages=["en"], gender="male", family="B")
        factories.a_pattern(ana, here)
        factories.a_pattern(bo, there)
        service = factories.a_service(ana, bo)
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert clinicians_for(service) == [ana, bo]
        assert clinicians_for(service, language="es") == [ana]
        assert clinicians_for(service, gender="male") == [bo]
        assert clinicians_for(service, site=there) == [bo]

"""Growing up, in rules: time only takes away, letters come in time, and the database decides the same."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from heartline.people.confidential import rules
from heartline.people.confidential.rules import Care, Change, Rule, Terms
from heartline.people.models import AgeRule, Organization, Site
from heartline.people.proxies.rules import birthday

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
relationships = st.sampled_from(["parent", "guardian", "carer"])
scopes = st.sampled_from(["all", "visits", "read"])


@st.composite
def a_rule(draw: st.DrawFn) -> Rule:
    effect = draw(st.sampled_from(["ends", "narrows", "nothing"]))
    first = draw(st.integers(0, 25))
    last = draw(st.none() | st.integers(first + 1, 30))
    return Rule(draw(relationships), first, last, effect, draw(scopes) if effect == "narrows" else "")


rule_sets = st.lists(a_rule(), max_size=5, unique_by=lambda rule: (rule.relationship, rule.from_age))


@st.composite
def some_terms(draw: st.DrawFn) -> Terms:
    starts = draw(days)
    ends = draw(st.none() | days.filter(lambda day: day > starts))
    return Terms(draw(relationships), draw(scopes), starts, ends, draw(st.booleans()))


def narrowness(scope: str) -> int:
    return rules.NARROW.index(scope)


@given(rule_sets, some_terms(), days, days, st.integers(0, 9000))
def test_time_only_takes_away(known: list[Rule], terms: Terms, born: date, day: date, later: int) -> None:
    assume(day >= terms.starts_on)
    after = rules.reach(known, terms, born, day + timedelta(days=later))
    assert narrowness(after) <= narrowness(rules.reach(known, terms, born, day))


@given(rule_sets, some_terms(), days, days)
def test_nothing_changes_before_the_day_that_was_told_and_something_does_on_it(
    known: list[Rule], terms: Terms, born: date, today: date
) -> None:
    assume(today >= terms.starts_on)
    now = rules.reach(known, terms, born, today)
    change = rules.next_change(known, terms, born, today)
    if change is None:
        assert rules.reach(known, terms, born, date(2200, 1, 1)) == now
        return
    assert change.on > today
    assert rules.reach(known, terms, born, change.on) == change.scope != now
    assert rules.reach(known, terms, born, change.on - timedelta(days=1)) == now


@given(rule_sets, some_terms(), days, days)
def test_a_proxy_whose_papers_hold_beyond_birthdays_never_changes_by_one(
    known: list[Rule], terms: Terms, born: date, today: date
) -> None:
    kept = Terms(terms.relationship, terms.scope, terms.starts_on, None, beyond_age=True)
    assert rules.next_change(known, kept, born, today) is None


@given(days, st.integers(19, 90))
def test_somebody_who_acts_for_an_adult_is_not_affected(born: date, age: int) -> None:
    known = [Rule("guardian", 13, 18, "narrows", "visits"), Rule("guardian", 18, None, "ends")]
    terms = Terms("guardian", "all", birthday(born, age))
    assert rules.reach(known, terms, born, terms.starts_on) == "all"
    assert rules.next_change(known, terms, born, terms.starts_on) is None


@given(days)
def test_each_notice_is_due_once_and_in_time(on: date) -> None:
    change = Change(on, "", 18)
    given_on = {
        days: [
            on - timedelta(days=left)
            for left in range(60, -10, -1)
            if rules.notice(change, on - timedelta(days=left)) == days
        ]
        for days in rules.NOTICES
    }
    assert given_on[30][0] == on - timedelta(days=30) and given_on[30][-1] == on - timedelta(days=8)
    assert given_on[7][0] == on - timedelta(days=7) and given_on[7][-1] == on - timedelta(days=1)


def test_who_is_born_on_29_february_has_the_birthday_on_1_march_in_other_years() -> None:
    born = date(2008, 2, 29)
    assert birthday(born, 18) == date(2026, 3, 1) and birthday(born, 20) == date(2028, 2, 29)
    terms = Terms("parent", "all", date(2010, 1, 1))
    known = [Rule("parent", 18, None, "ends")]
    assert rules.reach(known, terms, born, date(2026, 2, 28)) == "all"
    assert rules.reach(known, terms, born, date(2026, 3, 1)) == ""


@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)), st.integers(0, 60), days)
def test_the_latest_birth_of_an_age_is_the_last_that_has_had_the_birthday(born: date, years: int, today: date) -> None:
    assert (born <= rules.latest_birth(years, today)) == (birthday(born, years) <= today)


@pytest.mark.parametrize(
    ("birth_date", "partial", "expected"),
    [
        (date(2010, 5, 6), "", date(2010, 5, 6)),
        (None, "2010-05", date(2010, 5, 1)),
        (None, "2010", date(2010, 1, 1)),
        (None, "", None),
        (None, "0000", None),
        (None, "2010-13", None),
    ],
)
def test_in_doubt_the_earliest_birth_date_counts(birth_date: date | None, partial: str, expected: date | None) -> None:
    assert rules.earliest(birth_date, partial) == expected


class TestConfidentialByAge:
    cares = (Care("behavioural", 13, 18, "always"), Care("", 13, None, "on_wish"))
    born = date(2010, 6, 1)

    @pytest.mark.parametrize(
        ("category", "day", "expected"),
        [
            ("behavioural", date(2023, 5, 31), ""),
            ("behavioural", date(2023, 6, 1), "always"),
            ("behavioural", date(2028, 5, 31), "always"),
            ("behavioural", date(2028, 6, 1), "on_wish"),
            ("primary", date(2023, 6, 1), "on_wish"),
            ("primary", date(2023, 5, 31), ""),
        ],
    )
    def test_by_category_and_birthday(self, category: str, day: date, expected: str) -> None:
        assert rules.privacy(self.cares, category, self.born, day) == expected

    def test_nothing_is_known_of_somebody_without_a_birth_date(self) -> None:
        assert rules.privacy(self.cares, "behavioural", None, date(2026, 1, 1)) == ""


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    known=rule_sets,
    terms=some_terms(),
    born=st.none() | days,
    today=days,
    partial=st.sampled_from(["", "2012", "2012-07"]),
)
def test_the_database_decides_the_same(
    known: list[Rule], terms: Terms, born: date | None, today: date, partial: str
) -> None:
    AgeRule.objects.all().delete()
    AgeRule.objects.bulk_create(
        AgeRule(relationship=r.relationship, from_age=r.from_age, to_age=r.to_age, effect=r.effect, scope=r.scope)
        for r in known
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT heartline_proxy_scope(%s, %s, NULL, %s, %s, %s, heartline_born(%s, %s), %s::date + interval '12 hours')",
            [terms.starts_on, terms.ends_on, terms.relationship, terms.scope, terms.beyond_age, born, partial, today],
        )
        said = cursor.fetchone()[0]
    assert said == rules.reach(known, terms, rules.earliest(born, partial), today)


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", 15), ("UTC", 14), ("Pacific/Pago_Pago", 14)])
def test_the_birthday_begins_at_midnight_on_the_clock_of_the_organization(zone: str, day: int) -> None:
    Site.objects.create(
        organization=Organization.objects.create(name="Clinic"), name="Here", slug="here", time_zone=zone
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT heartline_today('2026-03-14 12:30+00')")
        assert cursor.fetchone()[0] == date(2026, 3, day)

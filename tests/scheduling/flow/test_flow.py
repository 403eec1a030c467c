"""A crowded Monday: seen coming, flattened with as many visits, adopted or discarded by a manager."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.people.models import Site
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.flow import actions, queries
from heartline.scheduling.models import Appointment, HoursProposal, Resource, Service, WorkingPattern
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def a_crowded_monday(clinicians: int = 4) -> tuple[Site, Service, list[Resource]]:
    """Everybody works Mondays from 8 to 11, and has for six weeks been full; three rooms."""
    site = factories.a_site(name="Riverside", slug="riverside")
    team = [factories.a_clinician() for _ in range(clinicians)]
    for each in team:
        factories.a_pattern(each, site, weekdays=[1], starts=time(8), ends=time(11))
    for _ in range(3):
        factories.a_room(site)
    service = factories.a_service(*team, room_kind="exam", duration=timedelta(minutes=20), step=timedelta(minutes=20))
    for week in range(1, 7):
        on = date(2026, 3, 2) - timedelta(weeks=week)
        for number, each in enumerate(team):
            for slot in range(9):
                visit(site, service, each, on, 8 * 60 + 20 * slot, ahead=10 if number % 2 else 2)
    return site, service, team


def visit(site: Site, service: Service, who: Resource, on: date, minute: int, ahead: int, **more: Any) -> Appointment:
    start = datetime.combine(on, time(minute // 60, minute % 60), site.zone)
    return Appointment.objects.create(
        patient=factories.a_patient(), service=service, clinician=who, site=site, mode="in_person",
        period=DateTimeTZRange(start, start + timedelta(minutes=20)),
        booked_at=start - timedelta(days=ahead), changed_at=start, **{"status": "fulfilled"} | more,
    )  # fmt: skip


def test_a_week_shows_what_is_booked_and_what_is_usually_booked_later() -> None:
    site, service, team = a_crowded_monday()
    visit(site, service, team[0], date(2026, 3, 9), 8 * 60, ahead=8, status="booked")
    on_monday = queries.week(site, date(2026, 3, 9))[0]
    assert on_monday.visits == 1
    assert on_monday.further == pytest.approx(18)  # those booked two days ahead, of two clinicians
    assert on_monday.most > on_monday.booked[8] > 0


def test_a_limit_marks_the_peak() -> None:
    site, _service, _team = a_crowded_monday()
    assert queries.limit_of(site) == (3, False)
    actions.set_limit(site, 1)
    assert queries.limit_of(site) == (1, True)
    assert queries.week(site, date(2026, 3, 9))[0].peaks
    with pytest.raises(Refused):
        actions.set_limit(site, 0)


def free(service: Service) -> int:
    """Visits that fit into a week far ahead."""
    start = MONDAY + timedelta(weeks=8)
    return len(free_times(service, start=start, end=start + timedelta(weeks=1), online=False))


def test_calmer_hours_have_a_lower_peak_shorter_waits_and_as_many_visits() -> None:
    site, service, _team = a_crowded_monday()
    before = free(service)
    proposal = actions.propose(site)
    assert proposal.after["peak"] < proposal.before["peak"] - 1
    assert proposal.after["wait"] < proposal.before["wait"]
    assert proposal.after["visits"] == proposal.before["visits"] == 36
    actions.adopt(proposal, date(2026, 4, 6), key="k")
    actions.adopt(proposal, date(2026, 4, 6), key="k")
    assert free(service) == before
    assert WorkingPattern.objects.filter(valid_until=None).count() == 4
    for change in proposal.changes:
        old = WorkingPattern.objects.get(pk=change["pattern"])
        assert old.valid_until == date(2026, 4, 5)
    proposal.refresh_from_db()
    assert proposal.state == HoursProposal.State.ADOPTED


def test_decided_once_and_only_for_hours_that_are_as_they_were() -> None:
    site, _service, team = a_crowded_monday()
    proposal = actions.propose(site)
    with pytest.raises(Refused, match="still to come"):
        actions.adopt(proposal, date(2026, 3, 2))
    WorkingPattern.objects.filter(resource__in=team).update(ends=time(12))
    with pytest.raises(Refused, match="changed since"):
        actions.adopt(proposal, date(2026, 4, 6))
    assert WorkingPattern.objects.count() == 4
    actions.discard(proposal)
    with pytest.raises(Refused, match="already"):
        actions.adopt(proposal, date(2026, 4, 6))


def test_a_site_without_a_past_has_nothing_to_flatten() -> None:
    site = factories.a_site()
    factories.a_pattern(factories.a_clinician(), site)
    assert actions.propose(site).changes == []
    assert [day.most for day in queries.week(site, date(2026, 3, 9))] == [0] * 7

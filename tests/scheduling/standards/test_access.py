"""The page, its file and the nightly job tell the same third-next-available as a count by hand."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from heartline.kernel import clock
from heartline.people.models import Role
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.standards import actions
from heartline.scheduling.standards.models import AccessMeasurement
from heartline.scheduling.standards.queries import measure
from tests import factories
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def test_third_next_available_as_by_hand(django_assert_max_num_queries: object) -> None:
    site, clinician = factories.a_site(), factories.a_clinician()
    service = factories.a_service(clinician, category="primary", room_kind="")
    factories.a_pattern(clinician, site, weekdays=[3], starts=time(9), ends=time(9, 45))  # two visits a Wednesday
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        line = next(each for each in measure() if each.service == service)
    apart = service.buffer_before + service.duration + service.buffer_after
    chosen: list[datetime] = []
    for free in free_times(service, start=NOW, end=NOW + timedelta(days=60), online=False):
        if not chosen or free.starts_at >= chosen[-1] + apart:
            chosen.append(free.starts_at)
    third = chosen[2].astimezone(site.zone).date()
    first = NOW.astimezone(site.zone).date()
    by_hand = sum((first + timedelta(days=each)).weekday() < 5 for each in range(1, (third - first).days + 1))
    assert line.figure.days == line.figure.days_with_anybody == by_hand and line.figure.met


def test_nobody_free_is_not_met_and_is_kept_once_a_day() -> None:
    site, clinician = factories.a_site(), factories.a_clinician()
    service = factories.a_service(clinician, category="specialty")
    factories.a_pattern(clinician, site, valid_until=(NOW + timedelta(days=1)).date(), starts=time(9), ends=time(9, 5))
    assert actions.keep_measurements() == actions.keep_measurements() == 1
    kept = AccessMeasurement.objects.get(service=service)
    assert kept.days is None and kept.within_target == 0 and kept.target == 30
    client = signed_in(factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account)  # type: ignore[arg-type]
    page = client.get("/desk/access").content.decode()
    assert "Not met" in page and "none free" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/desk/access.csv").content.decode())))
    assert rows[0]["met"] == "False" and rows[0]["business_days"] == "" and len(rows) == 1

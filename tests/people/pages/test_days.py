"""The day of something that belongs to no site is told on the clock of the clinic, not on that of the server."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import engines

from tests.factories import a_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("zone", "said"), [("America/New_York", "2 Mar 2026"), ("Asia/Ho_Chi_Minh", "3 Mar 2026")])
def test_late_in_the_evening(zone: str, said: str) -> None:
    a_site(time_zone=zone)
    page = engines["django"].from_string("{% load people %}{% short_day_here at %}")
    assert page.render({"at": datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "request": SimpleNamespace()}) == said

"""The tests' own ground: clones are clean, commits in them are real, and a server sees what a test wrote."""

import urllib.request

import pytest
from django.db import connection

from heartline.kernel import ledger
from heartline.kernel.models import Event
from heartline.people.models import Organization
from tests.conftest import Running
from tests.factories import an_organization


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_real_commits_into_tables_that_only_grow_are_gone_for_the_next(turn: int) -> None:
    assert not Event.objects.exists()
    ledger.record("organization.named")
    assert connection.get_autocommit()
    assert Event.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_a_fresh_database_is_empty_and_migrated(fresh_db: str, turn: int) -> None:
    assert not Organization.objects.exists()
    an_organization()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_server_answers_on_the_tests_own_database(server: Running, turn: int) -> None:
    an_organization(name=f"Clinic of turn {turn}")
    with urllib.request.urlopen(f"{server.url}/", timeout=20) as answer:
        assert answer.status == 200

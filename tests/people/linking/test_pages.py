"""The stewards' pages, under the real middleware."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.linking import actions
from heartline.people.linking.models import Link
from heartline.people.models import Patient, Role
from tests.factories import a_proxy, an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
EVIDENCE = [{"field": "birth", "level": "same", "weight": 8.2, "words": ""}, {"field": "given", "level": "slip", "weight": -1.5, "words": "ana"}]  # fmt: skip


@pytest.fixture
def client() -> Client:
    return signed_in(at_work(Role.MANAGER, "Mia Manager").account)


@pytest.fixture
def pair() -> Link:
    return propose("Ana Ruiz", "Anna Ruiz")


def propose(one: str, other: str, score: float = 4.0) -> Link:
    born = date(1984, 3, 12)
    made = actions.propose(known(one, birth_date=born).pk, known(other, birth_date=born).pk, score, EVIDENCE)
    assert made
    return made


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def state(pair: Link) -> str:
    return Link.objects.get(pk=pair.pk).state


def test_the_queue_shows_both_of_each_pair_and_notes_both(client: Client, pair: Link) -> None:
    shown = page(client, "/desk/duplicates")
    assert "Ana Ruiz" in shown and "Anna Ruiz" in shown and "likely" in shown
    for record in (pair.a_id, pair.b_id):
        assert AuditEntry.objects.filter(patient_id=record, what="possible duplicate").count() == 1


@pytest.mark.parametrize("address", ["/desk/duplicates", "/desk/duplicates?by=age", "/desk/duplicates/decided"])
def test_a_long_list_takes_as_many_queries_as_a_short_one(client: Client, pair: Link, address: str) -> None:
    def one_more(n: int) -> None:
        made = propose(f"Bo {n}", f"Bob {n}")
        if "decided" in address:
            actions.refuse(made.a_id, made.b_id, "brothers")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        return len(asked)

    one_more(0)
    page(client, address)
    short = queries()
    for n in range(1, 12):
        one_more(n)
    assert queries() == short <= 22


def test_the_pair_stands_side_by_side_with_what_speaks_for_and_against(client: Client, pair: Link) -> None:
    a_proxy(pair.a, an_account(), holder_name="Carla Carer")
    with CaptureQueriesContext(connection) as queries:
        shown = page(client, f"/desk/duplicates/{pair.pk}")
    for words in (
        "Ana Ruiz",
        "Anna Ruiz",
        "12 Mar 1984",
        "same",
        "+8.2",
        "−1.5",
        "Carla Carer may act for",
        pair.a.mrn,
    ):
        assert words in shown, words
    assert len(queries) <= 30
    for record in (pair.a_id, pair.b_id):
        assert AuditEntry.objects.filter(patient_id=record, what="compared").count() == 1


@pytest.mark.parametrize(("decision", "becomes"), [("link", "linked"), ("refuse", "refused"), ("later", "proposed")])
def test_a_decision_leads_to_the_next_pair(client: Client, pair: Link, decision: str, becomes: str) -> None:
    following = propose("Bo Li", "Bob Li", 2.0)
    answer = client.post(f"/desk/duplicates/{pair.pk}/{decision}", {"reason": "they said so"})
    assert answer.status_code == 302 and answer["Location"] == f"/desk/duplicates/{following.pk}"
    decided = Link.objects.get(pk=pair.pk)
    assert decided.state == becomes
    if decision != "later":
        assert (decided.decided_by, decided.reason) == ("Mia Manager", "they said so")
    last = client.post(f"/desk/duplicates/{following.pk}/{decision}")
    assert last["Location"] == "/desk/duplicates"
    assert ("they said so" in page(client, "/desk/duplicates/decided")) is (decision != "later")


def test_undoing_needs_a_reason_and_says_what_became_of_it(client: Client, pair: Link) -> None:
    actions.link(pair.a_id, pair.b_id)
    answer = client.post(f"/desk/duplicates/{pair.pk}/unlink", {"reason": ""})
    assert answer.status_code == 409 and "without a reason" in answer.content.decode()
    assert state(pair) == "linked"
    answer = client.post(f"/desk/duplicates/{pair.pk}/unlink", {"reason": "twins after all"}, follow=True)
    assert state(pair) == "ended" and "twins after all" in answer.content.decode()


@pytest.mark.parametrize("address", ["/desk/duplicates/{}/merge", "/desk/duplicates/00000000-0000-4000-8000-000000000000/link"])  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, pair: Link, address: str) -> None:
    assert client.post(address.format(pair.pk)).status_code == 404
    assert client.get(f"/desk/duplicates/{pair.pk}/link").status_code == 405


def test_a_pair_that_a_refusal_stands_against_is_shown_with_why(client: Client, pair: Link) -> None:
    third = known("Ann Ruiz")
    actions.refuse(pair.a_id, third.pk, "sisters")
    actions.link(pair.b_id, third.pk)
    answer = client.post(f"/desk/duplicates/{pair.pk}/link")
    assert answer.status_code == 409 and "not to be one person" in answer.content.decode()


class TestThePatientsPage:
    def linked(self, pair: Link) -> tuple[Patient, Patient]:
        actions.link(pair.a_id, pair.b_id)
        return pair.a, pair.b

    def test_is_one_with_the_way_to_undo_it_for_stewards_only(self, client: Client, pair: Link) -> None:
        front: Callable[[], Client] = lambda: signed_in(at_work(Role.FRONT_DESK).account)  # noqa: E731
        for record, other in (self.linked(pair), self.linked(pair)[::-1]):
            shown = page(client, f"/desk/patients/{record.pk}")
            assert "2 records of one person" in shown and other.name in shown and other.mrn in shown
            assert f"/desk/duplicates/{pair.pk}" in shown
            shown = page(front(), f"/desk/patients/{record.pk}")
            assert "2 records of one person" in shown and f"/desk/duplicates/{pair.pk}" not in shown

    def test_notes_a_look_at_every_record(self, client: Client, pair: Link) -> None:
        for record in self.linked(pair):
            page(client, f"/desk/patients/{pair.a_id}")
            assert AuditEntry.objects.filter(patient_id=record.pk, what="record").exists()

    def test_says_how_to_speak_with_them_whichever_record_knows(self, client: Client, pair: Link) -> None:
        Patient.objects.filter(pk=pair.b_id).update(language="es", interpreter_needed=True, needs=["wheelchair"])
        self.linked(pair)
        shown = page(client, f"/desk/patients/{pair.a_id}")
        assert "interpreter needed" in shown and "Uses a wheelchair" in shown
        assert not Patient.objects.get(pk=pair.a_id).needs

    def test_of_somebody_with_one_record_says_nothing_of_records(self, client: Client) -> None:
        assert "records of one person" not in page(client, f"/desk/patients/{known('Cy Ho').pk}")


def test_the_rate_is_drawn_with_its_numbers_in_a_table(client: Client, pair: Link) -> None:
    assert "Duplicate rate" not in page(client, "/desk/duplicates"), "nothing was counted yet"
    actions.count_duplicates(clock.now().date())
    shown = page(client, "/desk/duplicates")
    assert '<svg class="sparkline"' in shown and "above target" in shown and "50.0" in shown

"""A steward works through pairs by keyboard, and undoes a link; what they decide is seen on the patient's page."""

from datetime import timedelta

import pytest

from heartline.kernel import clock
from heartline.people.linking import actions
from heartline.people.linking.models import Link
from heartline.people.models import Role
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Open
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.people.people import known


def two_pairs() -> list[Link]:
    pairs = [("Ana Ruiz", "Anna Ruiz", 6.0), ("Bo Li", "Bob Li", 2.0)]
    made = [actions.propose(known(one).pk, known(other).pk, score, []) for one, other, score in pairs]
    for ago in range(3):
        actions.count_duplicates(clock.now().date() - timedelta(days=ago))
    return [link for link in made if link]


def test_pairs_are_decided_by_keyboard_and_a_link_is_undone(server: Running, opened: Open) -> None:
    first, second = two_pairs()
    manager = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    page = opened(f"{server.url}/desk/duplicates", manager, viewport=DESKTOP)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/duplicates/{first.pk}")

    page.get_by_label("Reason").press("Enter")  # decides nothing
    assert page.url.endswith(str(first.pk))
    page.get_by_role("heading", name="One person?").click()
    page.keyboard.press("l")
    page.wait_for_url(f"**/desk/duplicates/{second.pk}")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/duplicates")
    page.get_by_text("Nothing to decide").wait_for()

    page.goto(f"{server.url}/desk/patients/{first.a_id}")
    page.get_by_role("heading", name="2 records of one person").wait_for()
    page.get_by_role("link", name="Compare, or undo").click()
    page.wait_for_url(f"**/desk/duplicates/{first.pk}")
    page.get_by_label("Reason").fill("Two sisters")
    page.get_by_role("button", name="Undo the link").click()
    page.get_by_text("Two sisters").first.wait_for()
    assert {link.pk: link.state for link in Link.objects.all()} == {first.pk: "ended", second.pk: "refused"}


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "en"), (DESKTOP, "ar")])
def test_the_stewards_pages_are_accessible_and_fit(
    server: Running, opened: Open, size: dict[str, int], language: str
) -> None:
    first, second = two_pairs()
    actions.link(second.a_id, second.b_id)
    manager = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    page = opened(server.url, manager, viewport=size, language=language)
    paths = ("", "/decided", f"/{first.pk}", f"/{second.pk}")
    look_at(page, *(f"{server.url}/desk/duplicates{path}" for path in paths))

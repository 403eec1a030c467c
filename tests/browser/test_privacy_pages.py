"""Privacy in a real browser: a reason before a protected record, and every page of it as axe sees it."""

from datetime import date, timedelta

import pytest

from heartline.kernel import actor, clock
from heartline.people.access_requests.actions import ask
from heartline.people.models import Opening, Protection, Role
from heartline.people.sensitive.actions import protect
from tests.browser.booking import DESKTOP, PHONE, Open
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.factories import a_patient, a_proxy, an_account
from tests.people.people import at_work, known, themselves


def test_a_record_opens_with_a_reason_and_the_privacy_officer_sees_it(server: Running, opened: Open) -> None:
    ana, nora, officer = known("Ana Ruiz"), at_work(), at_work(Role.PRIVACY_OFFICER, name="Petra Poe")
    protect(ana, Protection.Kind.PUBLIC)
    page = opened(server.url, nora.account, viewport=DESKTOP)
    page.goto(f"{server.url}/desk/patients/{ana.pk}")
    assert "Ana Ruiz" not in page.content()
    page.get_by_label("The patient is with me, or on the phone").check()
    page.get_by_label("In your own words").fill("She calls to move her visit.")
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_url(f"**/desk/patients/{ana.pk}")
    assert "Ana Ruiz" in page.content()
    other = opened(server.url, officer.account, viewport=DESKTOP)
    other.goto(f"{server.url}/desk/privacy/openings")
    other.get_by_role("button", name="It was right").click()
    other.get_by_text("Nothing to look at").wait_for()
    assert Opening.objects.get().verdict == "right"


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(server: Running, opened: Open, language: str, scheme: str) -> None:
    ana = known("Ana Ruiz", account=an_account())
    with actor.acting(themselves(ana)):
        ask(ana)
    teen, mother = a_patient(birth_date=clock.now().date() - timedelta(days=365 * 18 - 20)), an_account()
    a_proxy(teen, mother, starts_on=date(2015, 1, 1))
    hidden = a_patient()
    protect(hidden, Protection.Kind.WISH)
    officer = at_work(Role.PRIVACY_OFFICER)
    visits = [
        (at_work().account, DESKTOP, [f"/desk/patients/{hidden.pk}/open"]),
        (officer.account, DESKTOP, [f"/desk/privacy/{name}" for name in ("openings", "requests", "ages", "logins")]),
        (officer.account, DESKTOP, [f"/desk/patients/{teen.pk}/protection", f"/desk/patients/{teen.pk}"]),
        (ana.account, PHONE, ["/me/data", "/me/seen"]),
        (mother, PHONE, ["/", "/family"]),
    ]
    for account, viewport, addresses in visits:
        page = opened(server.url, account, viewport=viewport, language=language, color_scheme=scheme)
        look_at(page, *(server.url + address for address in addresses))

"""A clinic for browser journeys, on a running server, and the people in it."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from heartline.kernel import clock
from heartline.people.models import Account, HumanName, Patient, Role, Site
from heartline.people.search.actions import refresh
from heartline.scheduling.models import Service
from tests import factories
from tests.signing_in import signed_in

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Clinic:
    site: Site
    service: Service
    patient: Patient
    desk: Account
    tomorrow: date  # as of when the test began: it may run past midnight


def a_clinic() -> Clinic:
    site = factories.a_site(
        name="Riverside", slug="riverside", line="12 River Road", city="Springfield", phone="+12125550100"
    )
    clinicians = [
        factories.a_clinician(name=name, family=name, languages=["en", "ar"]) for name in ("Dr. Ana Ruiz", "Dr. Li Wei")
    ]
    for clinician in clinicians:
        factories.a_pattern(clinician, site, starts=time(8), ends=time(17))
    service = factories.a_service(
        *clinicians,
        slug="family-doctor",
        name={"en": "Family doctor", "ar": "طبيب الأسرة"},
        summary={"en": "For new health problems and questions."},
        reasons={"en": ["cough", "fever"]},
        preparation={"en": "Write down what you want to ask."},
        price_minor=12000,
    )
    patient = factories.a_patient(name="Trần Thị Mai", language="vi", account=factories.an_account())
    HumanName.objects.create(patient=patient, text=patient.name)
    refresh(patient.pk)
    member = factories.a_staff_member(Role.FRONT_DESK, name="Sam Taylor", account=factories.an_account())
    member.sites.add(site)
    assert member.account
    today = clock.now().astimezone(ZoneInfo(site.time_zone)).date()
    return Clinic(site, service, patient, member.account, today + timedelta(days=1))


def choose(page: Any, day: date, act: str = "click") -> None:
    """Chooses `day` in the time picker (`act`: as one does on this device), and waits until its times are there."""
    link = page.locator(f'.day-strip-day[href*="day={day}"]')
    link.wait_for()
    page.wait_for_load_state()  # scripts, too
    with page.expect_response(re.compile(f"day={day}")):  # it may have been the chosen day before
        getattr(link, act)()
    shown(page, day)


def shown(page: Any, day: date) -> None:
    """Waits until the time picker shows `day`, and nothing else is on its way."""
    page.locator(f'.time-picker:not(.htmx-request) .day-strip-day[href*="day={day}"][aria-current]').wait_for()


class Open:
    """Opens pages, each in a context of its own, and closes them all: a stream left open would keep the server."""

    def __init__(self, browser: Any) -> None:
        self._browser, self._contexts = browser, []  # type: ignore[var-annotated]

    def __call__(
        self, url: str, account: Account | None, *, viewport: dict[str, int], language: str = "en", **more: Any
    ) -> Any:
        """A page at `url`, signed in as `account`; what the browser complains of is collected in `page.complaints`."""
        context = self._browser.new_context(viewport=viewport, **more)
        self._contexts.append(context)
        cookies = [{"name": "django_language", "value": language, "url": url}]
        if account is not None:
            session = signed_in(account).cookies["sessionid"].value
            cookies.append({"name": "sessionid", "value": session, "url": url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.goto(url)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

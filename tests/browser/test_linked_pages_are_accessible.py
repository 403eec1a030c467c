"""The pages of series, groups and plans as axe sees them: on a phone and at the desk, both directions, in the dark."""

from datetime import timedelta

import pytest

from heartline.kernel import actor
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.groups.actions import join, open_sessions
from heartline.scheduling.models import Plan, PlanStep, Resource
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans import actions as plans
from heartline.scheduling.plans import queries
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
@pytest.mark.parametrize("door", ["portal", "desk"])
def test_axe_finds_nothing(server: Running, opened: Open, door: str, language: str, scheme: str) -> None:
    clinic = a_clinic()
    patient, service = clinic.patient, clinic.service
    clinicians = list(Resource.objects.filter(offerings__service=service))
    blood = factories.a_service(*clinicians, name={"en": "Blood test"}, modes=["in_person"])
    group = factories.a_service(*clinicians, name={"en": "Class"}, modes=["in_person"], group_size=3)
    plan = Plan.objects.create(slug="check", name={"en": "Check with blood test"}, summary={"en": "Blood first."})
    PlanStep.objects.create(plan=plan, place=1, service=blood)
    PlanStep.objects.create(plan=plan, place=2, service=service, least=2)
    day = local_day(clinic.site, clinic.tomorrow)
    free = free_times(service, start=day.lower, end=day.upper)
    time = str(Choice(free[20].clinician_id, free[20].starts_at))
    later = free_times(group, start=day.upper, end=day.upper + timedelta(days=5), online=False)[3]
    with actor.acting(actor.SYSTEM):
        [session] = open_sessions(group, later.clinician_id, [later.starts_at], mode="in_person")
        join(factories.a_patient(), session, key="")
        place = join(patient, session, key="")
        found = queries.find(queries.with_steps("check") or plan, patient=patient)
        choices = queries.choices_of(found[-1].value) or []
        visit = plans.book_plan(patient, plan, choices, key="k").visits.earliest("plan_place")
    way = queries.find(queries.with_steps("check") or plan, patient=patient)[0].value
    to = Choice(visit.clinician_id, visit.period.lower + timedelta(days=7))  # type: ignore[arg-type]
    portal = [
        f"/book/{service.slug}/repeat?time={time}&count=4", f"/groups/{group.slug}", f"/visits/{place.pk}",
        f"/visits/{place.pk}/group", "/plans", "/plans/check", f"/plans/check/confirm?way={way}", f"/visits/{visit.pk}",
        f"/visits/{visit.pk}/cancel", f"/visits/{visit.pk}/together?time={to}", "/visits",
    ]  # fmt: skip
    desk = [
        f"/desk/book/{patient.pk}", f"/desk/book/{patient.pk}?service={group.slug}",
        f"/desk/book/{patient.pk}/repeat?service={service.slug}&time={time}&count=4",
        f"/desk/book/{patient.pk}/plans/check", f"/desk/book/{patient.pk}/groups/{session.pk}", "/desk/groups",
        "/desk/groups/open", f"/desk/groups/{session.pk}", f"/desk/groups/{session.pk}/call-off",
        f"/desk/visits/{visit.pk}", f"/desk/visits/{visit.pk}/together?time={to}", f"/desk/visits/{visit.pk}/cancel",
    ]  # fmt: skip
    phone = door == "portal"
    account = patient.account if phone else clinic.desk
    page = opened(server.url, account, viewport=PHONE if phone else DESKTOP, language=language, color_scheme=scheme)
    look_at(page, *(server.url + address for address in (portal if phone else desk)), narrow=320 if phone else 0)

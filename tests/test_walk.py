"""Every address of the project, with every kind of visitor, against what people/permissions.py and the page itself say.

Patient portals keep failing at exactly one thing: somebody changes an id in the address. So every address with an id is
also asked for with somebody else's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from heartline.conversations.models import ClosedDay, PhoneCall
from heartline.kernel.models import AuditEntry
from heartline.people.access import Access, Audience
from heartline.people.linking.actions import propose
from heartline.people.models import AgeRule, Patient, Proxy, Role, Site
from heartline.people.permissions import PERMISSIONS, may
from heartline.scheduling.models import (
    Appointment,
    Closure,
    GroupSession,
    HoursProposal,
    Lane,
    PatternException,
    Plan,
    Reassignment,
    Reservation,
)
from tests.factories import (
    a_clinician,
    a_device,
    a_patient,
    a_pattern,
    a_proxy,
    a_room,
    a_service,
    a_site,
    a_staff_member,
    an_account,
    an_agreement,
)
from tests.filling import filled, model_of
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

# Pages of others, which guard themselves (allauth: by its own decorators; tested in tests/people/signin).
THIRD_PARTY = ("allauth.", "django.views.i18n", "django.views.generic.base", "django.views.static")

# What stands for an id in an address. Of patients' things there is always one's own and somebody else's.
TABLES = {
    "entry_id": "scheduling_waitlistentry",
    "offer_id": "scheduling_waitlistoffer",
    "visit_id": "scheduling_appointment",
    "proxy_id": "people_proxy",
    "feed_id": "scheduling_calendarfeed",
    "item_id": "people_contactpoint",
    "opening_id": "people_opening",
    "request_id": "people_accessrequest",
    "conversation_id": "conversations_conversation",
    "message_id": "conversations_message",
    "attachment_id": "conversations_attachment",
    "task_id": "conversations_task",
}
PLAIN = {
    "token": "x",
    "address": "+12125550142",
    "decision": "refuse",
    "step": "arrive",
    "what": "contacts",
    "kind": "sms",
    "move": "take",
    "version": "0",
    "name": "desk",
    "view_id": "00000000-0000-0000-0000-000000000000",  # nobody's
}


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


OURS = [(route, entry) for route, entry in addresses() if not entry.callback.__module__.startswith(THIRD_PARTY)]
PAGES = [pytest.param(route, entry, id=route) for route, entry in OURS]


def access_of(entry: URLPattern) -> Access:
    return entry.callback.access  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(("route", "entry"), PAGES)
def test_every_page_says_who_it_is_for(route: str, entry: URLPattern) -> None:
    access = getattr(entry.callback, "access", None)
    assert isinstance(access, Access), f"{route} carries none of @public_page, @patient_page, @staff_page"
    assert access.audience != Audience.STAFF or access.permission in PERMISSIONS, route
    if access.audience == Audience.STAFF:
        assert route.startswith("/desk/"), f"{route} is for staff but not under /desk/"


@dataclass
class World:
    """A clinic with two patients who have nothing to do with each other."""

    mine: Patient
    other: Patient
    slug: str

    def fill(self, route: str, entry: URLPattern, patient: Patient) -> str:
        """The address with the ids of `patient`'s things."""
        for name in entry.pattern.converters:
            route = re.sub(rf"<\w+:{name}>", str(self.value(name, patient)), route)
        assert "<" not in route, f"say in tests/test_walk.py what stands for the ids of {route}"
        return route

    def value(self, name: str, patient: Patient) -> Any:
        if name == "group":
            return (GroupSession.objects.first() or filled(GroupSession, patient)).pk
        if name == "plan":
            return (Plan.objects.first() or filled(Plan, patient)).slug
        if name == "patient_id":
            return patient.pk
        if name == "member_id":
            return a_staff_member().pk
        if name == "rule_id":
            return AgeRule.objects.earliest("pk").pk
        if name == "slug":
            return self.slug
        if name == "queue":
            return "general"
        if name == "day_id":
            return filled(ClosedDay, patient).pk
        if name == "site":
            return Site.objects.earliest("pk").slug
        if name == "room_id":
            return a_room(Site.objects.earliest("pk")).room_id
        if name == "device_id":
            return a_device(Site.objects.earliest("pk"), "ultrasound").pk
        if name in ("closure_id", "exception_id"):
            return filled({"closure_id": Closure, "exception_id": PatternException}[name], patient).pk
        if name == "reservation_id":
            return Reservation.objects.filter(appointment_id=None).earliest("created_at").pk
        if name == "plan_id":
            return filled(Reassignment, patient).pk
        if name == "proposal_id":
            return filled(HoursProposal, patient).pk
        if name == "agreement_id":
            return an_agreement().pk
        if name == "call_id":
            return filled(PhoneCall, patient).pk
        if name == "lane_id":
            return filled(Lane, patient).pk
        if name == "visit_id":
            return Appointment.objects.get(patient=patient).pk
        if name == "link_id":
            pair = propose(patient.pk, a_patient().pk, 3.0, [])
            assert pair
            return pair.pk
        if name in TABLES:
            return self.row(TABLES[name], patient).pk
        assert name in PLAIN, f"say in tests/test_walk.py what stands for <{name}>"
        return PLAIN[name]

    def row(self, table: str, patient: Patient) -> Model:
        model = model_of(table)
        if model is Proxy:
            return Proxy.objects.get(patient=patient, relationship=Proxy.Relationship.GUARDIAN)
        return model._default_manager.filter(patient=patient).first() or filled(model, patient)


@pytest.fixture
def world(settings: Any) -> World:
    cache.clear()
    site = a_site()
    clinician = a_clinician()
    a_pattern(clinician, site)
    service = a_service(clinician)
    mine, other = a_patient(account=an_account()), a_patient(account=an_account())
    for patient in (mine, other):
        row = filled(Appointment, patient)
        Appointment.objects.filter(pk=row.pk).update(site=site, clinician=clinician, service=service, mode="in_person")
        a_proxy(
            patient, an_account(), relationship=Proxy.Relationship.GUARDIAN
        )  # somebody else's, for addresses with a proxy's id
    filled(Reservation, mine)
    return World(mine, other, service.slug)


def ask(client: Client, method: str, address: str) -> Any:
    """The answer; whatever the page did is undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def both(client: Client, address: str) -> Iterator[tuple[str, Any]]:
    for method in ("get", "post"):
        yield method, ask(client, method, address)


def to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/login/")


def test_somebody_who_is_not_signed_in(world: World) -> None:
    client = Client()
    for route, entry in OURS:
        public = access_of(entry).audience == Audience.PUBLIC
        for method, answer in both(client, world.fill(route, entry, world.mine)):
            shown = (route, method, answer.status_code)
            assert answer.status_code < 500, shown
            assert public or to_sign_in(answer) or answer.status_code == 405, shown


@pytest.mark.parametrize("role", list(Role))
def test_staff_by_the_table(role: Role, world: World) -> None:
    member = a_staff_member(role, account=an_account())
    client = signed_in(member.account)
    for route, entry in OURS:
        access = access_of(entry)
        for method, answer in both(client, world.fill(route, entry, world.mine)):
            shown = (role, route, method, answer.status_code)
            assert answer.status_code < 500, shown
            if answer.status_code == 405:  # not asked for in this way
                continue
            if access.audience == Audience.STAFF:
                assert (answer.status_code == 403) is not may(role, access.permission), shown
            elif access.audience == Audience.PATIENT:
                assert answer.status_code in (403, 405), shown


def test_a_patient_with_their_own_things(world: World) -> None:
    client = signed_in(world.mine.account)
    for route, entry in OURS:
        audience = access_of(entry).audience
        for method, answer in both(client, world.fill(route, entry, world.mine)):
            shown = (route, method, answer.status_code)
            assert answer.status_code < 500, shown
            assert not to_sign_in(answer), shown
            if audience == Audience.STAFF:
                assert answer.status_code in (403, 405), shown
            elif audience == Audience.PATIENT:
                assert answer.status_code != 403, shown


WITH_IDS = [(route, entry) for route, entry in OURS if any(name.endswith("_id") for name in entry.pattern.converters)]


@pytest.mark.parametrize("who", ["another patient", "a proxy of another patient", "somebody without a record"])
def test_somebody_elses_id_opens_nothing(who: str, world: World) -> None:
    account = world.mine.account if who == "another patient" else an_account()
    if who == "a proxy of another patient":
        a_proxy(world.mine, account)
    client = signed_in(account)
    for route, entry in WITH_IDS:
        for method, answer in both(client, world.fill(route, entry, world.other)):
            shown = (route, method, answer.status_code)
            assert answer.status_code in (403, 404, 405), shown
            assert world.other.name.encode() not in answer.content, shown


@pytest.mark.parametrize("scope", list(Proxy.Scope))
def test_a_proxy_within_their_scope(scope: Proxy.Scope, world: World) -> None:
    """Reads what the patient reads; with a scope for reading only, changes nothing."""
    holder = an_account()
    a_proxy(world.mine, holder, scope=scope)
    client = signed_in(holder)
    for route, entry in OURS:
        if access_of(entry).audience != Audience.PATIENT:
            continue
        address = world.fill(route, entry, world.mine)
        shown = ask(client, "get", address)
        assert shown.status_code < 500, (route, shown.status_code)
        before = everything_of(world.mine)
        with transaction.atomic():
            answer = client.post(address)
            changed = everything_of(world.mine) != before
            transaction.set_rollback(True)
        assert answer.status_code < 500, (route, answer.status_code)
        assert not (changed and scope == Proxy.Scope.READ), f"{route} lets a proxy who may only read change something"


def everything_of(patient: Patient) -> list[Any]:
    return [
        list(Patient.objects.filter(pk=patient.pk).values()),
        list(Appointment.objects.filter(patient=patient).values()),
        list(Proxy.objects.filter(patient=patient).values()),
    ]


OF_A_PATIENT = [
    pytest.param(route, entry, id=route)
    for route, entry in OURS
    if access_of(entry).audience == Audience.STAFF and {"patient_id", "visit_id"} & set(entry.pattern.converters)
]


@pytest.mark.parametrize(("route", "entry"), OF_A_PATIENT)
def test_what_staff_read_of_a_patient_is_audited(route: str, entry: URLPattern, world: World) -> None:
    role = sorted(PERMISSIONS[access_of(entry).permission])[0]
    client = signed_in(a_staff_member(role, account=an_account()).account)  # type: ignore[arg-type]
    answer = client.get(world.fill(route, entry, world.mine))
    if answer.status_code == 200:  # what only takes a POST, or leads elsewhere, shows nothing
        read = AuditEntry.objects.filter(patient_id=world.mine.pk)
        assert read.exists(), f"{route} shows a patient and tells the audit log nothing"
        assert not AuditEntry.objects.filter(patient_id=world.other.pk).exists()

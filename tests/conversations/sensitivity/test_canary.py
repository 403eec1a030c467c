"""Nothing leaves by any renderer to anybody but what the policy says: canary words are planted, and every way out is walked.

A delivery is carried for each door, reader and sensitivity; every address of the project is asked for by each kind of reader;
the archive is made, and the calendars are read. What is new fails here until it is listed.
"""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern

import heartline.conversations.sensitivity as policy
import heartline.doors
from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.public import Spot, Where
from heartline.channels.webpush.devices import address_of
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering import sending
from heartline.conversations.delivering.carrying import carry
from heartline.conversations.delivering.rules import CHANNELS, RENDERERS
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.models import Attachment, Conversation, Message
from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show
from heartline.conversations.sensitivity.rules import role_of_proxy
from heartline.kernel import actor, clock
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import NotAllowed
from heartline.people.access import Audience
from heartline.people.access_requests import actions as requests
from heartline.people.models import ContactPoint, PartnerAgreement, Patient, Protection, Proxy
from heartline.people.models import Role as Work
from heartline.people.proxies.queries import scope_of
from heartline.people.sensitive.actions import protect
from heartline.scheduling.calendars.actions import subscribe
from heartline.scheduling.models import Reservation
from tests import factories
from tests.conversations.scene import PHONE, Carrier
from tests.conversations.sensitivity.planting import Plant, found, planted
from tests.conversations.sensitivity.test_rules import EXPECTED
from tests.filling import filled
from tests.people.people import at_work, proxy_of, themselves
from tests.signing_in import signed_in
from tests.test_walk import OURS, World, access_of

pytestmark = pytest.mark.django_db
R, W, S = Renderer, Role, Sensitivity

# By which test each renderer is tried. No page of ours stands in a lobby or on a kiosk yet.
TRIED = {
    R.PORTAL: "pages", R.PORTAL_NOTICE: "pages", R.CHAT: "pages and tests/doors/chat", R.CALENDAR: "calendars",
    R.KIOSK: "none", R.LOBBY: "none", **dict.fromkeys({RENDERERS[door] for door in CHANNELS}, "deliveries"),
    R.VOICEMAIL: "none",  # we leave nothing on a machine: calls are answered, and called back by a person
}  # fmt: skip
# Addresses that machines call with something to keep: they are told that it is kept.
HOOKS = {"email", "meta", "webhook", "twilio_calls", "twilio_messages", "twilio_status"}
DOORS = {"chat", "desk", "fhir", "hooks", "portal", "simulator", "voice"}


def policy_says(renderer: Renderer, role: Role, what: Sensitivity, *, shared: bool = False) -> Show:
    """As it is written out by hand in test_rules, so that a slip in the rules is seen here, too. What others read is as open as
    a machine that anybody in the house listens to."""
    rows = [EXPECTED[role][renderer], *([EXPECTED[W.PATIENT][R.VOICEMAIL]] if shared else [])]
    return Show(min(".nF".index(row[list(S).index(what)]) for row in rows))


def test_every_renderer_and_every_door_is_tried_here() -> None:
    assert set(TRIED) == set(Renderer)
    assert set(RENDERERS) == set(Door) - {Door.IN_PERSON}, "a door without a renderer"
    root = heartline.doors.__path__[0]
    assert {each.name for each in Path(root).iterdir() if (each / "__init__.py").exists()} == DOORS
    hooks = {entry.name for _route, entry in OURS if entry.callback.__module__.startswith("heartline.doors.hooks")}
    assert hooks == HOOKS
    unused = "|".join(each.name for each, by in TRIED.items() if by == "none")
    source = Path(root).parent
    for path in source.rglob("*.py"):
        if Path(policy.__path__[0]) not in path.parents:
            assert not re.search(rf"Renderer\.({unused})\b", path.read_text()), f"{path}: say in TRIED how it is tried"


# Deliveries: every door, reader and sensitivity.

READERS = ["patient", "shared number", "teen", "who wrote for a child", "unknown"]


def reader(who: str, to: str) -> tuple[Patient | None, Any, Role, bool | None]:
    """The patient, the login that wrote, the role in which it is read, and whether others read it."""
    account = factories.an_account()
    if who == "unknown":
        return None, None, W.UNKNOWN, None
    if who == "who wrote for a child":
        child, own = (
            factories.a_patient(birth_date=date(clock.now().year - 4, 1, 1)),
            factories.a_patient(account=account),
        )
        factories.a_proxy(child, account)
        ContactPoint.objects.create(patient=own, system="sms", value=to)
        return child, account, W.PROXY_FULL, None
    born = date(clock.now().year - 15, 1, 1) if who == "teen" else date(1980, 5, 17)
    patient = factories.a_patient(account=account, birth_date=born)
    shared = who == "shared number"
    ContactPoint.objects.create(patient=patient, system="sms", value=to, shared=shared)
    return patient, account, W.TEEN if who == "teen" else W.PATIENT, shared or None


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("door", list(CHANNELS))
def test_what_is_carried(door: Door, who: str, carrier: Carrier) -> None:
    to = str(Spot(Where.POST, Door.MESSENGER, "1")) if door == Door.COMMENT else PHONE
    patient, account, role, shared = reader(who, to)
    if door == Door.PUSH and account is not None:
        to, shared = address_of(account.pk), None  # a device, whoever else reads the number
    for confidential in (False, True):
        conversation = Conversation.objects.create(
            patient=patient, account=account, door=door, address=to, subject="zqk001k", excerpt="zqk002k",
            sender_name="zqk003k", confidential=confidential, queue=queue_for("other", "en"), topic="other",
            created_at=clock.now(), last_at=clock.now(),
        )  # fmt: skip
        common = {"conversation": conversation, "patient": patient, "door": door, "confidential": confidential}
        Message.objects.create(
            direction="in", author="patient" if patient else "unknown", address=to, text="zqk004k", sensitivity="clinical",
            provider="x", provider_id="1" if not confidential else "2", at=clock.now(), **common,
        )  # fmt: skip
        for what in (S.NOTHING, S.CLINICAL) if confidential else S:
            for files in (False, True) if what == S.NOTHING else (False,):
                said = Message.objects.create(
                    direction="out", author="person", author_name="zqk005k", text="zqk006k", sensitivity=what, language="en",
                    at=clock.now(), **common,
                )  # fmt: skip
                if files:
                    Attachment.objects.create(
                        message=said,
                        patient=patient,
                        name="zqk007k",
                        kind="image/png",
                        state="kept",
                        content=b"zqk008k",
                    )
                delivery = sending.send_as(said, Purpose.EMERGENCY, to=to)
                carrier.got.clear()
                carry(delivery.pk)
                least = S.CONFIDENTIAL if confidential else what
                show = policy_says(RENDERERS[door], role, least, shared=bool(shared))
                full = show == Show.FULL and not files and door != Door.VOICE
                left = found(repr(carrier.got).encode())
                assert left == ({b"zqk006k"} if full else set()), (door, who, what, confidential, files, show)
                assert show != Show.NOTHING or not carrier.got, (door, who, what, "not even that there is something")


# Pages: every address, with the ids of what is planted.


class Planted(World):
    """Ids of the planted rows, and of made-up ones where nothing is planted."""

    plant: Plant

    def value(self, name: str, patient: Patient) -> Any:
        row = self.plant.rows.get(name.removesuffix("_id").replace("visit", "appointment"))
        return row if name.endswith("_id") and row else super().value(name, patient)


@pytest.fixture
def clinic(settings: Any, tmp_path: Any) -> Any:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    site, clinician = factories.a_site(), factories.a_clinician()
    factories.a_pattern(clinician, site)
    return factories.a_service(clinician)


@pytest.fixture
def queue() -> Queue:
    return Queue.objects.create(slug="billing", name={"en": "Billing"}, topics=["bill"], place=1)


IDS = {"conversation_id", "message_id", "attachment_id", "task_id", "visit_id"}
SEARCHES = {"inbox_search"}


def pages(client: Client, clinic: Any, patient: Patient, plants: list[Plant], audiences: set[Audience]) -> set[bytes]:
    """Every word that any page shows, with the ids of each plant."""
    client.raise_request_exception = False
    world = Planted(patient, patient, clinic.slug)
    factories.a_proxy(patient, factories.an_account(), relationship="guardian", revoked_at=clock.now())
    filled(Reservation, patient)
    shown: set[bytes] = set()
    for route, entry in OURS:
        if access_of(entry).audience not in audiences:
            continue
        planted_ids = IDS & set(entry.pattern.converters)
        for world.plant in plants if planted_ids or entry.name in SEARCHES else plants[:1]:
            for address in addresses(world, route, entry, patient):
                answer = client.get(address, follow=False)
                assert answer.status_code < 500, (address, answer.status_code)
                words = (
                    b"".join(answer)
                    if answer.streaming and not answer.is_async
                    else b""
                    if answer.streaming
                    else answer.content
                )
                echo = address.partition("?q=")[2].encode()  # what was looked for stands there in any case
                words = words if not echo or b"<mark>" + echo in words else words.replace(echo, b"")
                shown |= found(words) | found(repr(answer.headers).encode())
    return shown


def addresses(world: Planted, route: str, entry: URLPattern, patient: Patient) -> Iterator[str]:
    address = world.fill(route, entry, patient)
    yield address
    if entry.name == "inbox":
        yield f"{address}?view=all"
        yield f"{address}?view=open"
    if entry.name in SEARCHES:
        yield from (f"{address}?q={word.decode()}" for word in list(world.plant.words)[:12])


def may_read(role: Role, plant: Plant) -> bool:
    return policy_says(R.PORTAL, role, plant.what) == Show.FULL


def check(shown: set[bytes], role: Role, plants: list[Plant], *, some: bool = True) -> None:
    """A word stands only where the policy shows all of it; and where it does, the pages do show some."""
    for plant in plants:
        leaked = {plant.words[word] for word in shown & set(plant.words)}
        if not may_read(role, plant):
            assert not leaked, (role, plant.what, leaked)
        elif some:
            assert leaked, (role, plant.what, "nothing is shown: is anything tried?")


AGES = {"an adult": 1980, "an adolescent": 2012}


@pytest.mark.parametrize(
    ("who", "age"),
    [
        ("themselves", "an adult"), ("all", "an adult"), ("visits", "an adult"), ("read", "an adult"),
        ("another patient", "an adult"), ("nobody", "an adult"), ("themselves", "an adolescent"), ("all", "an adolescent"),
    ],
)  # fmt: skip
def test_what_the_portal_shows(who: str, age: str, clinic: Any, queue: Queue) -> None:
    born = date(AGES[age] if age == "an adult" else clock.now().year - 15, 1, 1)
    patient = factories.a_patient(account=factories.an_account(), birth_date=born)
    plants = [planted(patient, queue, confidential=each) for each in (False, True)]
    role, account = W.UNKNOWN, factories.an_account()
    if who == "themselves":
        role, account = W.TEEN if age != "an adult" else W.PATIENT, patient.account
    elif who in Proxy.Scope.values:
        factories.a_proxy(patient, account, scope=who, relationship="parent")
        role = role_of_proxy(scope_of(account.pk, patient.pk))
        assert age == "an adult" or role != W.PROXY_FULL, "of an adolescent a parent reaches less far"
    elif who == "another patient":
        factories.a_patient(account=account)
    client = Client() if who == "nobody" else signed_in(account)
    shown = pages(client, clinic, patient, plants, {Audience.PUBLIC if who == "nobody" else Audience.PATIENT})
    visit = {word for plant in plants for word, place in plant.words.items() if place.startswith("scheduling.")}
    if role == W.PROXY_LIMITED:
        shown -= visit & set(plants[0].words)  # visits are what they help with
    check(shown, role, plants)
    never = {
        word
        for plant in plants
        for word, place in plant.words.items()
        if re.search(r"\.(Note|Task|PhoneCall)\.", place)
    }
    assert not shown & never, "what staff say among themselves"
    if role != W.UNKNOWN:
        _calendars(account, patient, plants)
    _archive(who, account, patient, plants, role)


def _calendars(account: Any, patient: Patient, plants: list[Plant]) -> None:
    for detail in ("busy", "place"):
        with actor.acting(actor.SYSTEM), as_staff():
            token = subscribe(account, patient, detail=detail)[1]
        answer = Client().get(f"/calendar/{token}.ics")
        assert answer.status_code == 200 and not found(answer.content.replace(b"\r\n ", b""))


def _archive(who: str, account: Any, patient: Patient, plants: list[Plant], role: Role) -> None:
    if who in ("another patient", "nobody"):
        return
    asker = themselves(patient) if who == "themselves" else proxy_of(account)
    try:
        with actor.acting(asker):
            request = requests.ask(patient)
        requests.prepare(request)
        with actor.acting(asker):
            whole = requests.fetch(request)
    except NotAllowed:
        assert role != W.PATIENT and role != W.TEEN
        return
    assert whole
    archive = ZipFile(BytesIO(whole))
    check(set().union(*(found(archive.read(name)) for name in archive.namelist())), role, plants)


@pytest.mark.parametrize("who", ["agent", "partner", "partner of another queue", "partner after hours"])
def test_what_the_desk_shows(who: str, clinic: Any, queue: Queue) -> None:
    ana, bo = (factories.a_patient(account=factories.an_account()) for _ in range(2))
    plants = [planted(ana, queue, confidential=each) for each in (False, True)]
    guarded = planted(bo, queue, confidential=False, protected=True)
    with actor.acting(actor.SYSTEM):
        protect(bo, Protection.Kind.PUBLIC)
    member = at_work(Work.AGENT if who == "agent" else Work.PARTNER_AGENT)
    PartnerAgreement.objects.all().delete()
    if who != "agent":
        others = Queue.objects.exclude(pk=queue.pk).values_list("pk", flat=True)
        named = [queue.pk] if who != "partner of another queue" else list(others)
        ended = {"ended_at": clock.now()} if who == "partner after hours" else {}
        factories.an_agreement(member, queues=named, fields=[], **ended)
    client = signed_in(member.account)  # type: ignore[arg-type]
    shown = pages(client, clinic, ana, [*plants, guarded], {Audience.STAFF})
    if who == "agent":
        check(shown, W.STAFF, [*plants, guarded])
        return
    if who == "partner":  # what was written into the queue that their agreement names, and no visit
        open_words = {word for word, place in plants[0].words.items() if not place.startswith("scheduling.")}
        assert shown & open_words
        shown -= open_words
    check(shown, W.PARTNER, [*plants, guarded], some=False)

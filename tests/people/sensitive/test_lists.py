"""What lists say of a protected record before a reason is given: that it is one, and its number. Nothing of whom it is.

The record is loud: its name, addresses, family and words are all unmistakable, and it is put into everything that staff
have lists of. Every page without a patient's id in its address is then read by every role that may.
"""

from datetime import date, timedelta

import pytest

from heartline.kernel import actor, audit, clock, ledger
from heartline.kernel.actor import Actor, Kind
from heartline.people.linking.actions import propose, refuse
from heartline.people.models import (
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Patient,
    Protection,
    Proxy,
    RelatedPerson,
    Role,
)
from heartline.people.permissions import may
from heartline.people.registration.person import Contact, Name, PersonDetails
from heartline.people.registration.queries import likely_same
from heartline.people.search.actions import refresh
from heartline.people.sensitive import actions
from heartline.people.sensitive.closed import closing, stand_in
from heartline.scheduling.models import (
    Appointment,
    AttendanceModel,
    AttendanceRisk,
    GroupSession,
    GroupWaiting,
    ReassignedVisit,
    Reassignment,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.factories import a_patient, a_proxy, an_account
from tests.filling import filled
from tests.people.people import at_work
from tests.people.sensitive.test_guard import STAFF_PAGES
from tests.signing_in import signed_in
from tests.test_walk import World, access_of, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]

NAME, PHONE, MAIL, NUMBER = "Zephyrine Quillfeather", "+16175550199", "zephyrine@quill.example", "QF-778899"
TELLING = ("Zephyrine", "Quillfeather", "Ottoline", "555-0199", "5550199", "quill.example", "QF-778899", "Canary Row",
           "Gobbledygook", "Jun 5, 2012", "June 5, 2012", "2012-06-05")  # fmt: skip
ROLES = [role for role in Role if not may(role, "protected.read")]


@pytest.fixture
def loud(world: World) -> World:
    """The world of the walk, in which one's own record is protected, and on every list that there is."""
    patient = world.mine
    Patient.objects.filter(pk=patient.pk).update(name=NAME, birth_date=date(2012, 6, 5), how_to_speak="Gobbledygook")
    patient.refresh_from_db()
    patient.account.email, patient.account.display_name = MAIL, NAME  # type: ignore[union-attr]
    patient.account.save()  # type: ignore[union-attr]
    HumanName.objects.create(patient=patient, text=NAME, given=["Zephyrine"], family="Quillfeather")
    ContactPoint.objects.create(patient=patient, system="sms", value=PHONE, preferred=True, note="Gobbledygook")
    ContactPoint.objects.create(patient=patient, system="email", value=MAIL)
    Address.objects.create(patient=patient, line="77 Canary Row")
    Coverage.objects.create(patient=patient, payer="Gobbledygook", member_id=NUMBER)
    RelatedPerson.objects.create(patient=patient, name="Ottoline Quillfeather", relationship="mother", email=MAIL)
    Identifier.objects.create(patient=patient, system="mrn", value="MRN-1", type=Identifier.Type.MRN)
    Identifier.objects.create(patient=patient, system="passport", value=NUMBER, type=Identifier.Type.PASSPORT)
    a_proxy(patient, an_account(display_name="Ottoline"), holder_name="Ottoline", relationship=Proxy.Relationship.CARER)
    refresh(patient.pk)
    with actor.acting(Actor(Kind.PATIENT, NAME, patient.account_id, door="portal")):
        on_every_list(world)
        audit.read(patient.pk, "record", "call: Gobbledygook")
        ledger.record("patient.registered", patient_id=patient.pk, subject_id=patient.pk)
    with actor.acting(Actor(Kind.STAFF, "Sam Steward", role="manager", door="desk")):
        pair = propose(patient.pk, a_patient().pk, 3.0, [])
        assert pair
        refuse(pair.a_id, pair.b_id, reason="Gobbledygook")
        propose(patient.pk, a_patient().pk, 3.0, [])
        actions.protect(patient, Protection.Kind.PUBLIC, note="Gobbledygook")
    return world


def on_every_list(world: World) -> None:
    patient = world.mine
    visit = Appointment.objects.get(patient=patient)
    words = {"reason": "Gobbledygook", "booked_by": NAME, "booked_at": clock.now(), "changed_at": clock.now()}
    start = clock.now().replace(hour=17, minute=0, second=0, microsecond=0)
    for hours in (0, 24):  # today, and from tomorrow on, as the list of those who need a hand
        begin = start + timedelta(hours=hours)
        made = Appointment.objects.create(
            patient=patient, service=visit.service, clinician=visit.clinician, site=visit.site, mode="in_person",
            period=(begin, begin + timedelta(minutes=20)), **words,
        )  # fmt: skip
        AttendanceRisk.objects.create(appointment=made, probability=0.5, model=the_model())
    session = filled(GroupSession, patient)
    GroupSession.objects.filter(pk=session.pk).update(site=visit.site, service=visit.service, capacity=9)
    begin = start + timedelta(hours=48)
    Appointment.objects.create(
        patient=patient, service=visit.service, clinician=visit.clinician, site=visit.site, mode="in_person",
        period=(begin, begin + timedelta(minutes=20)), group_session_id=session.pk, **words,
    )  # fmt: skip
    GroupWaiting.objects.create(patient=patient, session_id=session.pk, asked_at=clock.now())
    entry = WaitlistEntry.objects.create(patient=patient, service=visit.service, joined_at=clock.now())
    offer = filled(WaitlistOffer, patient)
    WaitlistOffer.objects.filter(pk=offer.pk).update(
        entry=entry, service=visit.service, site=visit.site, clinician=visit.clinician
    )
    ReassignedVisit.objects.create(
        reassignment_id=filled(Reassignment, patient).pk, patient=patient, appointment=visit,
        from_clinician=visit.clinician, from_start=visit.starts_at, urgency="routine", told_reason="away",
        why_call="nobody",
    )  # fmt: skip


def the_model() -> AttendanceModel:
    return AttendanceModel.objects.first() or AttendanceModel.objects.create(
        fitted_at=clock.now(), trained_from=clock.now(), trained_until=clock.now(), visits=1, parameters=b"", digest="",
        card={},
    )  # fmt: skip


def addresses(world: World) -> list[tuple[str, str]]:
    """Address and permission of every page about nobody in particular, and of some in their other forms."""
    site, visit = Appointment.objects.get(reassigned__isnull=False).site.slug, Appointment.objects.latest("period")
    plan, group = Reassignment.objects.get().pk, GroupSession.objects.get().pk
    found = [
        (route.replace("<uuid:plan_id>", str(plan)).replace("<uuid:group>", str(group)), access_of(entry).permission)
        for route, entry in STAFF_PAGES
    ]
    # (Not the card of the model: it is about nobody, and this world's has no figures.)
    found = [(route, permission) for route, permission in found if "<" not in route and "attendance-model" not in route]
    today = clock.now().date()
    more = {
        "/desk/": [f"?site={site}&date={today + timedelta(days=n)}&by={by}" for n in range(3) for by in ("list", "room", "clinician")],
        "/desk/calendar": [f"?site={site}&date={today}&by={by}&view={view}" for by in ("clinician", "room") for view in ("day", "week")],
        "/desk/find": ["?q=MRN-1", "?q=quillfeather", "?q=5550199&form=options"],
        "/desk/book": ["?q=MRN-1"],
        "/desk/audit": ["?q=MRN-1", "?log=1"],
        "/desk/hand": ["?days=7"],
        "/desk/duplicates": ["?by=age"],
        "/desk/waitlist": [f"?service={visit.service.slug}"],
    }  # fmt: skip
    permissions = dict(found)
    return [*found, *((path + query, permissions[path]) for path, queries in more.items() for query in queries)]


@pytest.mark.parametrize("role", ROLES)
def test_no_list_tells_who_it_is(role: Role, loud: World) -> None:
    client = signed_in(at_work(role, name="Reader").account)  # type: ignore[arg-type]
    told, seen = [], 0
    for address, permission in addresses(loud):
        if not may(role, permission):
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        shown = answer.content.decode(errors="replace")
        seen += stand_in() in shown
        asked = address.partition("?")[2]
        told += [(address, word) for word in TELLING if word in shown and word.lower() not in asked.lower()]
    assert not told
    assert seen > 0 or role in (Role.ADMINISTRATOR,), "on no list at all: the test sees nothing"


def test_it_does_not_even_say_what_agrees_when_somebody_is_registered(loud: World) -> None:
    twin = PersonDetails(
        names=[Name(text=NAME)], birth_date=date(2012, 6, 5), contacts=[Contact(system="sms", value=PHONE)]
    )
    with closing([loud.mine.pk]):
        [found] = likely_same(twin)
    assert (found.name, found.birth_date, found.phone, found.agrees, found.differs) == (stand_in(), None, "", [], [])
    assert found.mrn == "MRN-1"
    [found] = likely_same(twin)
    assert found.name == NAME and found.phone == PHONE and found.agrees


def test_what_belongs_to_it_is_masked_wherever_it_is_read_and_not_saved(loud: World) -> None:
    with closing([loud.mine.pk]):
        for model in (HumanName, ContactPoint, Address, Coverage, RelatedPerson, Proxy, Identifier):
            rows = list(model._default_manager.filter(patient=loud.mine))
            told = [str(value) for row in rows for value in vars(row).values()]
            assert rows and not [value for value in told if any(word in value for word in TELLING)], model
            masked = next(row for row in rows if getattr(row, "is_masked", False))
            with pytest.raises(RuntimeError):
                masked.save()


def test_nobody_listens_to_what_happens_to_it(loud: World) -> None:
    client = signed_in(at_work().account)  # type: ignore[arg-type]
    assert client.get(f"/live?topic=patient:{loud.mine.pk}").status_code == 403
    assert client.get(f"/live?topic=patient:{loud.other.pk}").status_code == 200


def test_who_has_given_a_reason_sees_it_on_lists_too(loud: World) -> None:
    nora = at_work()
    actions.open_record(loud.mine.pk, nora, "call", "She is on the phone.")
    assert "555-0199" in signed_in(nora.account).get("/desk/hand").content.decode()  # type: ignore[arg-type]

"""Reading a calendar's address: as its holder and no further, until it is over."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from heartline.kernel import actor, clock
from heartline.kernel.models import AuditEntry, Event
from heartline.people.models import Account, Role
from heartline.people.proxies.actions import revoke as revoke_proxy
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.calendars import actions
from heartline.scheduling.calendars.models import CalendarFeed, Detail
from heartline.scheduling.calendars.reading import Ended, read
from heartline.scheduling.calendars.rules import uid
from heartline.scheduling.models import Appointment
from tests import factories
from tests.scheduling.calendars.rfc5545 import violations
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    cache.clear()
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return a_scene(room_kind="exam", name={"en": "Colonoscopy", "es": "Colonoscopia"})


def link(account: Account, whose: Any, detail: str = "place", **fields: Any) -> str:
    return f"/calendar/{actions.subscribe(account, whose, detail=detail, **fields)[1]}.ics"


def events(address: str, client: Client | None = None) -> list[icalendar.Event]:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, answer
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert violations(answer.content) == []
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def said(address: str) -> str:
    return Client().get(address).content.decode().replace("\r\n ", "")


def status(address: str) -> int:
    return Client().get(address).status_code


class TestAPatient:
    def test_reads_their_own_visits_and_nothing_of_what_they_are_for(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        factories.a_room(scene.site)
        mine, other = scene.booked(reason="blood"), scene.booked(a_known_patient())
        address = link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        [event] = events(address)
        assert event["uid"] == uid(mine.pk) != uid(other.pk)
        assert str(event["location"]).startswith("Riverside, 12 River Road")
        assert event["url"] == f"http://testserver/visits/{mine.pk}"
        assert "olonoscop" not in said(address)
        assert "blood" not in said(address)

    def test_may_have_it_say_no_more_than_busy(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        scene.booked()
        [event] = events(address := link(scene.patient.account, scene.patient, "busy"))  # type: ignore[arg-type]
        assert str(event["summary"]) == "Busy"
        assert "Riverside" not in said(address)
        assert "/visits/" not in said(address)

    def test_sees_a_visit_move_and_be_cancelled_under_one_uid(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        visit = scene.booked()
        address = link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        moved = booking.reschedule(
            visit, scene.clinicians[0].pk, visit.starts_at + timedelta(days=1), key="m", online=False
        )
        [event] = events(address)
        assert (event["uid"], event["sequence"], event["status"]) == (uid(visit.pk), 1, "CONFIRMED")
        assert event.decoded("dtstart") == moved.starts_at
        booking.cancel(moved, "by_clinic")
        [event] = events(address)
        assert (event["uid"], event["sequence"], event["status"]) == (uid(visit.pk), 2, "CANCELLED")
        with clock.set(MONDAY + timedelta(days=31)):
            assert events(address) == []

    def test_has_confidential_visits_in_it_only_if_they_ask(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        visit = scene.booked()
        Appointment.objects.filter(pk=visit.pk).update(confidential=True)
        account = scene.patient.account
        assert account
        assert events(link(account, scene.patient)) == []
        assert len(events(link(account, scene.patient, with_confidential=True))) == 1

    def test_reads_it_in_their_own_language(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        account = scene.patient.account
        assert account
        Account.objects.filter(pk=account.pk).update(language="es")
        scene.booked()
        with translation.override("es"):
            wanted = translation.gettext("Visit at %(site)s") % {"site": "Riverside"}
        assert str(events(link(account, scene.patient))[0]["summary"]) == wanted

    def test_is_told_nothing_more_once_it_is_over(self, scene: Scene) -> None:
        account = scene.patient.account
        assert account
        feed, token = actions.subscribe(account, scene.patient, detail="place")
        assert status(f"/calendar/{token}.ics") == 200
        actions.revoke(feed)
        assert status(f"/calendar/{token}.ics") == 410
        assert status("/calendar/never-was.ics") == 404
        other = link(account, scene.patient)
        Account.objects.filter(pk=account.pk).update(is_active=False)
        assert status(other) == 410


class TestAProxy:
    def test_reads_whom_they_act_for_without_what_is_confidential_until_the_proxy_ends(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        shown, hidden = scene.booked(), scene.booked(after=timedelta(days=2))
        Appointment.objects.filter(pk=hidden.pk).update(confidential=True)
        holder = factories.an_account()
        proxy = factories.a_proxy(scene.patient, holder)
        address = link(holder, scene.patient, with_confidential=True)
        [event] = events(address)
        assert event["uid"] == uid(shown.pk)
        assert "url" not in event
        revoke_proxy(proxy)
        assert status(address) == 410

    def test_does_not_read_somebody_else(self, scene: Scene) -> None:
        assert status(link(factories.an_account(), scene.patient)) == 410


class TestStaff:
    def clinician(self, scene: Scene) -> Account:
        account = factories.an_account()
        member = scene.clinicians[0].staff_member
        assert member
        member.account = account
        member.save()
        return account

    def booked(self, scene: Scene) -> Appointment:
        factories.a_room(scene.site, name="Room 7")
        factories.a_room(scene.site, name="Room 8")
        patient = a_known_patient(name="Ana Ruiz")
        while (visit := scene.booked(patient)).clinician_id != scene.clinicians[0].pk:
            booking.cancel(visit, "other")
            scene.booked(a_known_patient())
        return visit

    def test_a_clinician_reads_services_and_rooms_and_no_names(self, scene: Scene) -> None:
        visit = self.booked(scene)
        address = link(self.clinician(scene), scene.clinicians[0], "initials")  # more than is allowed
        event = next(e for e in events(address) if e["uid"] == uid(visit.pk))
        assert (str(event["summary"]), str(event["location"])) == ("Colonoscopy", f"Riverside, {visit.room.name}")  # type: ignore[union-attr]
        assert "Ruiz" not in said(address)
        assert not AuditEntry.objects.filter(patient_id=visit.patient_id).exists()

    def test_initials_are_allowed_by_the_organisation_and_noted_once_a_day(self, scene: Scene) -> None:
        visit = self.booked(scene)
        account = self.clinician(scene)
        actions.limit(scene.site.organization, "initials")
        address = link(account, scene.clinicians[0], "initials")
        for _ in range(3):
            event = next(e for e in events(address) if e["uid"] == uid(visit.pk))
        assert str(event["summary"]) == "Colonoscopy · AR"
        [entry] = AuditEntry.objects.filter(patient_id=visit.patient_id)
        assert (entry.what, entry.actor_id, entry.door) == ("calendar", account.pk, "calendar")

    def test_a_confidential_visit_is_time_and_nothing_else(self, scene: Scene) -> None:
        visit = self.booked(scene)
        Appointment.objects.filter(pk=visit.pk).update(confidential=True)
        actions.limit(scene.site.organization, "initials")
        address = link(self.clinician(scene), scene.clinicians[0], "initials")
        event = next(e for e in events(address) if e["uid"] == uid(visit.pk))
        assert (str(event["summary"]), "location" in event) == ("Busy", False)
        assert not AuditEntry.objects.filter(patient_id=visit.patient_id).exists()

    def test_a_room_says_who_works_in_it(self, scene: Scene) -> None:
        visit = self.booked(scene)
        member = factories.a_staff_member(Role.FRONT_DESK, account=factories.an_account())
        assert member.account
        address = link(member.account, visit.room, "service")
        event = next(e for e in events(address) if e["uid"] == uid(visit.pk))
        assert str(event["summary"]) == f"Colonoscopy · {scene.clinicians[0].name}"

    @pytest.mark.parametrize("change", [{"active": False}, {"role": Role.AUDITOR}])
    def test_it_ends_with_the_work(self, scene: Scene, change: dict[str, Any]) -> None:
        account = self.clinician(scene)
        address = link(account, scene.clinicians[0], "service")
        assert status(address) == 200
        type(account.staff_member).objects.filter(account=account).update(**change)
        assert status(address) == 410

    def test_nobody_reads_another_clinicians(self, scene: Scene) -> None:
        assert status(link(self.clinician(scene), scene.clinicians[1], "service")) == 410


class TestTheAddress:
    def test_is_not_kept_and_not_guessed(self, scene: Scene) -> None:
        _feed, token = actions.subscribe(scene.patient.account, scene.patient, detail="place")  # type: ignore[arg-type]
        kept = CalendarFeed.objects.values().get()
        assert len(token) >= 43
        assert token not in str(kept)
        assert len(str(kept["digest"])) == 64
        assert status(f"/calendar/{kept['digest']}.ics") == 404

    def test_answers_that_nothing_changed_and_says_when_it_did(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        visit = scene.booked()
        client, address = Client(), link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        with actor.acting(actor.SYSTEM):
            booking.cancel(visit, "by_clinic")
        changed = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]

    def test_answers_head_and_refuses_everything_else(self, scene: Scene) -> None:
        address = link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        head, full = Client().head(address), Client().get(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", full["ETag"])
        assert "private" in full["Cache-Control"]
        assert Client().post(address).status_code == 405

    def test_is_throttled(self, scene: Scene) -> None:
        address = link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        answers = [status(address) for _ in range(62)]
        assert answers[0] == 200
        assert answers[-1] == 429

    def test_is_told_when_it_was_last_read(self, scene: Scene) -> None:
        _feed, token = actions.subscribe(scene.patient.account, scene.patient, detail="place")  # type: ignore[arg-type]
        assert CalendarFeed.objects.get().last_read_at is None
        read(token, "http://x")
        assert CalendarFeed.objects.get().last_read_at == MONDAY

    def test_asks_the_database_the_same_however_much_stands_in_it(
        self, scene: Scene, django_assert_max_num_queries: Any
    ) -> None:
        for n in range(6):
            factories.a_room(scene.site)
            scene.booked(after=timedelta(days=2, hours=n))
        _feed, token = actions.subscribe(scene.patient.account, scene.patient, detail="place")  # type: ignore[arg-type]
        with django_assert_max_num_queries(22):  # of which 16 set roles and savepoints
            assert len(read(token, "http://x").entries) == 6  # type: ignore[union-attr]


class TestPages:
    def test_a_patient_makes_a_link_sees_it_once_and_ends_it(self, scene: Scene) -> None:
        client = scene.portal()
        page = client.post("/me/calendars", {"whose": scene.patient.pk, "detail": "busy", "label": "my phone"})
        shown = page.content.decode()
        address = page.context["address"]
        assert address.https in shown
        assert address.webcal.startswith("webcal://testserver/calendar/")
        assert "data:image/svg+xml;base64," in shown
        assert status(address.https.removeprefix("http://testserver")) == 200
        later = client.get("/me/calendars").content.decode()
        assert "my phone" in later
        assert address.https not in later
        feed = CalendarFeed.objects.get()
        assert client.post(f"/me/calendars/{feed.pk}/end").status_code == 302
        assert status(address.https.removeprefix("http://testserver")) == 410
        assert list(Event.objects.filter(kind__startswith="calendar.").order_by("id").values_list("kind", flat=True)) == [
            "calendar.subscribed", "calendar.ended",
        ]  # fmt: skip

    def test_a_proxy_chooses_whose_and_the_patient_sees_and_ends_it(self, scene: Scene) -> None:
        holder = factories.an_account()
        factories.a_proxy(scene.patient, holder, scope="read")
        page = signed_in(holder).post("/me/calendars", {"whose": scene.patient.pk, "detail": "place", "label": ""})
        assert page.status_code == 200
        feed = CalendarFeed.objects.get()
        client = scene.portal()
        assert "Links that others have" in client.get("/me/calendars").content.decode()
        assert client.post(f"/me/calendars/{feed.pk}/end").status_code == 302
        with pytest.raises(Ended):
            read(page.context["address"].https.rsplit("/", 1)[1].removesuffix(".ics"), "")

    def test_nobody_makes_one_for_somebody_else(self, scene: Scene) -> None:
        other = a_known_patient()
        page = scene.portal().post("/me/calendars", {"whose": other.pk, "detail": "place"})
        assert page.status_code == 422
        assert not CalendarFeed.objects.exists()

    def test_staff_make_one_of_a_room_within_what_is_allowed(self, scene: Scene) -> None:
        room = factories.a_room(scene.site)
        client = scene.desk()
        assert "initials" not in client.get("/desk/calendar/links").content.decode()
        assert client.post("/desk/calendar/links", {"whose": room.pk, "detail": "initials"}).status_code == 422
        page = client.post("/desk/calendar/links", {"whose": room.pk, "detail": "service"})
        assert status(page.context["address"].https.removeprefix("http://testserver")) == 200
        assert client.post(f"/desk/calendar/links/{CalendarFeed.objects.get().pk}/end").status_code == 302

    def test_an_administrator_says_how_much(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        client = scene.desk(Role.ADMINISTRATOR)
        assert client.get("/desk/calendar/limit").status_code == 200
        assert client.post("/desk/calendar/limit", {"most": "initials"}).status_code == 302
        assert 'value="initials"' in scene.desk().get("/desk/calendar/links").content.decode()
        assert client.post("/desk/calendar/limit", {"most": Detail.PLACE}).status_code == 422

    def test_somebody_with_many_is_told_to_end_one(self, scene: Scene) -> None:
        for _ in range(actions.MOST):
            link(scene.patient.account, scene.patient)  # type: ignore[arg-type]
        page = scene.portal().post("/me/calendars", {"whose": scene.patient.pk, "detail": "place"})
        assert page.status_code == 409
        assert "End one that you do not use." in page.content.decode()

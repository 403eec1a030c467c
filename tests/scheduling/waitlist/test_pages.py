"""The waitlist on its pages: patients join, answer and leave; the desk sees why, and does it for a caller."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock, outbox
from heartline.kernel.models import AuditEntry, Event
from heartline.people.models import ContactPoint, Proxy, Role
from heartline.scheduling.models import Appointment, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import reactions
from tests import factories
from tests.scheduling.pages.scene import words
from tests.scheduling.waitlist.scene import MONDAY, Clinic, a_clinic, a_patient, cancel, next_offer
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)
ANY: dict[str, Any] = {"part": "", "notice": "2"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def portal(patient: Any) -> Client:
    return signed_in(patient.account)


def desk(role: str = Role.FRONT_DESK) -> Client:
    return signed_in(factories.a_staff_member(role, account=factories.an_account()).account)  # type: ignore[arg-type]


def offered(clinic: Clinic, entry: WaitlistEntry) -> WaitlistOffer:
    offer = next_offer(cancel(clinic.booked(LATER)))
    assert offer is not None and offer.entry == entry
    return offer


def test_a_patient_joins_with_one_tap_and_sees_their_place() -> None:
    clinic, patient = a_clinic(), a_patient()
    clinic.waits(days=5)
    client = portal(patient)
    assert f"/find/{clinic.service.slug}/wait" in client.get(f"/find/{clinic.service.slug}/times").content.decode()
    assert client.post(f"/find/{clinic.service.slug}/wait", ANY).headers["Location"] == "/waiting"
    page = words(client.get("/waiting").content.decode())
    assert "1 person is in line before you." in page and "any time" in page
    entry = WaitlistEntry.objects.get(patient=patient)
    assert (entry.joined_door, entry.urgency) == ("portal", 0)


def test_since_when_they_wait_is_told_on_the_clock_of_the_clinic() -> None:
    clinic, patient = a_clinic(), a_patient()
    client = portal(patient)
    with clock.set(MONDAY + timedelta(hours=12)):  # ten in the evening there, and Tuesday in London
        client.post(f"/find/{clinic.service.slug}/wait", ANY)
        assert "On the list since Monday, 2 March" in words(client.get("/waiting").content.decode())


def test_what_suits_is_chosen_and_changed_without_losing_the_place() -> None:
    clinic, patient = a_clinic(clinicians=2), a_patient()
    client = portal(patient)
    sent = ANY | {
        "weekdays": ["1", "2"],
        "part": "morning",
        "clinicians": [str(clinic.clinicians[0].pk)],
        "notice": "24",
    }
    client.post(f"/find/{clinic.service.slug}/wait", sent)
    entry = WaitlistEntry.objects.get()
    assert entry.weekdays == [1, 2] and entry.ends and entry.ends.hour == 12 and entry.notice == timedelta(days=1)
    page = client.get(f"/waiting/{entry.pk}").content.decode()
    assert page.count("checked") >= 4
    with clock.set(MONDAY + timedelta(minutes=10)):
        client.post(f"/waiting/{entry.pk}", ANY | {"part": "own", "starts": "09:30", "ends": "11:00"})
    entry.refresh_from_db()
    assert entry.weekdays == [] and str(entry.starts) == "09:30:00" and entry.joined_at == MONDAY
    wrong = client.post(f"/waiting/{entry.pk}", ANY | {"part": "own", "starts": "11:00", "ends": "09:00"})
    assert wrong.status_code == 422 and "It ends before it starts." in wrong.content.decode()


def test_an_offer_is_told_by_message_without_what_it_is_for_and_taken_with_one_tap() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=12)
    for system, value in (("sms", "+12125550123"), ("email", "mai@example.org")):
        ContactPoint.objects.create(patient=entry.patient, system=system, value=value)
    offer = offered(clinic, entry)
    for _ in range(2):
        reactions.tell_them(Event.objects.get(kind="waitlist.offered"))
    texts = [message.body for message in outbox.kept(20) if message.to == "+12125550123"]
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox if letter.to == ["mai@example.org"]]
    sent = [text for text in texts + letters if f"/offers/{offer.pk}" in text]
    assert len(sent) == 2 and not any(str(clinic.service) in text for text in sent)
    client = portal(entry.patient)
    assert "A time is free for you" in client.get("/").content.decode()
    page = client.get(f"/offers/{offer.pk}").content.decode()
    assert "You are asked because you have waited 12 days." in words(page)
    assert "data-seconds=" in page
    for _ in range(2):
        answer = client.post(f"/offers/{offer.pk}/take")
        visit = Appointment.objects.get(patient=entry.patient)
        assert answer.headers["Location"] == f"/visits/{visit.pk}/done"
    assert "You took this time." in client.get(f"/offers/{offer.pk}").content.decode()


def test_an_earlier_time_is_asked_for_from_the_visit_and_moves_it() -> None:
    clinic, patient = a_clinic(), a_patient()
    visit = clinic.booked(timedelta(days=9), patient=patient)
    client = portal(patient)
    assert f"/visits/{visit.pk}/earlier" in client.get(f"/visits/{visit.pk}").content.decode()
    client.post(f"/visits/{visit.pk}/earlier", ANY)
    entry = WaitlistEntry.objects.get()
    assert client.get(f"/visits/{visit.pk}/earlier").headers["Location"] == f"/waiting/{entry.pk}"
    offer = offered(clinic, entry)
    assert "moves here" in client.get(f"/offers/{offer.pk}").content.decode()
    assert client.post(f"/offers/{offer.pk}/take").headers["Location"] == f"/visits/{visit.pk}/done?moved=1"
    assert Appointment.objects.get(patient=patient).period == offer.period


def test_leaving_an_offer_and_the_list() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=3)
    offer, client = offered(clinic, entry), portal(entry.patient)
    assert client.post(f"/offers/{offer.pk}/leave").headers["Location"] == "/waiting"
    assert "You keep your place" in client.get(f"/offers/{offer.pk}").content.decode()
    assert client.post(f"/offers/{offer.pk}/take").status_code == 409
    client.post(f"/waiting/{entry.pk}/stop")
    client.post(f"/waiting/{entry.pk}/stop")
    assert "You are not waiting for anything" in client.get("/waiting").content.decode()
    assert client.get(f"/waiting/{entry.pk}").status_code == 404


def test_who_is_late_is_told_kindly_and_may_try() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=3)
    offer = offered(clinic, entry)
    with clock.set(offer.deadline + timedelta(minutes=1)):
        client = portal(entry.patient)
        page = client.get(f"/offers/{offer.pk}").content.decode()
        assert "Try to take it" in page and "Leave it, and wait on" not in page
        assert client.post(f"/offers/{offer.pk}/take").status_code == 302


def test_a_reader_sees_the_list_and_changes_nothing() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=3)
    offer, reader = offered(clinic, entry), factories.an_account()
    factories.a_proxy(entry.patient, reader, scope=Proxy.Scope.READ)
    client = signed_in(reader)
    assert client.get("/waiting").status_code == client.get(f"/offers/{offer.pk}").status_code == 200
    for page in (f"/offers/{offer.pk}/take", f"/offers/{offer.pk}/leave", f"/waiting/{entry.pk}/stop"):
        assert client.post(page).status_code == 403
    assert client.get(f"/find/{clinic.service.slug}/wait").status_code == 403


def test_what_is_confidential_is_no_proxys_to_see_and_goes_to_no_shared_phone() -> None:
    clinic = a_clinic(confidential=True)
    entry = clinic.waits(days=3, patient=a_patient(birth_date=date(2010, 1, 1)))
    ContactPoint.objects.create(patient=entry.patient, system="sms", value="+12125550188", shared=True)
    parent = factories.an_account()
    factories.a_proxy(entry.patient, parent)
    offer = offered(clinic, entry)
    reactions.tell_them(Event.objects.get(kind="waitlist.offered"))
    assert not any(message.to == "+12125550188" for message in outbox.kept(50))
    client = signed_in(parent)
    assert client.get(f"/offers/{offer.pk}").status_code == 404
    assert str(clinic.service) not in client.get("/waiting").content.decode()
    assert str(clinic.service) in portal(entry.patient).get("/waiting").content.decode()


def test_the_board_shows_who_is_next_and_why() -> None:
    clinic = a_clinic()
    clinic.waits(days=3)
    first = clinic.waits(days=9)
    client = desk()
    page = words(client.get("/desk/waitlist").content.decode())
    assert "This place because they have waited 9 days." in page and "is asked next" in page
    assert AuditEntry.objects.filter(patient_id=first.patient_id, what="waitlist").exists()
    offered(clinic, first)
    assert "Asked" in words(client.get("/desk/waitlist?kind=offered").content.decode())
    assert "Nobody waits here" in client.get("/desk/waitlist?kind=urgent").content.decode()


def test_the_desk_puts_a_caller_on_the_list_and_answers_for_them() -> None:
    clinic, patient = a_clinic(), a_patient()
    client = desk()
    step = f"/desk/patients/{patient.pk}/waitlist?service={clinic.service.slug}"
    assert "Put on the list" in client.get(step).content.decode()
    answer = client.post(step, ANY | {"urgency": "1"})
    entry = WaitlistEntry.objects.get()
    assert answer.headers["Location"] == f"/desk/waitlist/{entry.pk}" and entry.urgency == 1
    offer = offered(clinic, entry)
    assert f"/desk/waitlist/offers/{offer.pk}" in client.get(f"/desk/waitlist/{entry.pk}").content.decode()
    assert client.post(f"/desk/waitlist/offers/{offer.pk}", {"answer": "yes"}).status_code == 302
    assert Appointment.objects.filter(patient=patient, status="booked").exists()


def test_a_time_is_offered_by_hand_and_withdrawn_and_the_entry_tells_it() -> None:
    clinic = a_clinic()
    entry, client = clinic.waits(days=1), desk()
    page = client.get(f"/desk/waitlist/{entry.pk}").content.decode()
    time = page.split('name="time"><option value="')[1].split('"')[0]
    assert client.post(f"/desk/waitlist/{entry.pk}/offer", {"time": time}).status_code == 302
    offer = WaitlistOffer.objects.get()
    client.post(f"/desk/waitlist/offers/{offer.pk}", {"answer": "withdraw"})
    page = words(client.get(f"/desk/waitlist/{entry.pk}").content.decode())
    assert "Withdrawn" in page and "Asked because they have waited 1 day." in page
    assert client.post(f"/desk/waitlist/{entry.pk}/offer", {"time": "nonsense"}).status_code == 302
    client.post(f"/desk/waitlist/{entry.pk}/remove")
    assert "Left the list" in client.get(f"/desk/waitlist/{entry.pk}").content.decode()


def test_only_clinical_roles_and_managers_set_the_urgency() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=1)
    assert desk().post(f"/desk/waitlist/{entry.pk}/urgency", {"urgency": "2"}).status_code == 403
    assert desk(Role.NURSE).post(f"/desk/waitlist/{entry.pk}/urgency", {"urgency": "2"}).status_code == 302
    entry.refresh_from_db()
    assert entry.urgency == 2
    told = Event.objects.get(kind="waitlist.urgency_set")
    assert (told.data["before"], told.data["urgency"]) == (0, 2)


def test_the_report_says_who_was_served_and_how_sure_that_is() -> None:
    clinic = a_clinic()
    client = desk(Role.MANAGER)
    assert "Nobody has joined yet." in client.get("/desk/waitlist/report").content.decode()
    entry = clinic.waits(days=3, patient=a_patient(language="es"))
    portal(entry.patient).post(f"/offers/{offered(clinic, entry).pk}/take")
    for measure in ("", "?measure=accepted", "?measure=gained"):
        page = words(client.get(f"/desk/waitlist/report{measure}").content.decode())
        assert "Other languages few people" in page and "100 % (21–100)" in page
    assert desk().get("/desk/waitlist/report").status_code == 403


def test_the_timeline_tells_it() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=3)
    portal(entry.patient).post(f"/offers/{offered(clinic, entry).pk}/leave")
    page = words(desk().get(f"/desk/patients/{entry.patient_id}/timeline?group=waitlist").content.decode())
    for said in ("Joined the waiting list", "Offered", "Left to somebody else"):
        assert said in page


def test_the_desks_page_of_a_patient_shows_what_they_wait_for() -> None:
    clinic = a_clinic()
    entry = clinic.waits(days=3)
    assert f"/desk/waitlist/{entry.pk}" in desk().get(f"/desk/patients/{entry.patient_id}").content.decode()


def asked(client: Client, address: str) -> int:
    from django.db import connection

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_board_and_the_report_ask_a_known_number_of_questions() -> None:
    clinic, client = a_clinic(), desk(Role.MANAGER)
    for n in range(3):
        clinic.waits(days=n)
    few = [asked(client, page) for page in ("/desk/waitlist", "/desk/waitlist/report")]
    for n in range(15):
        clinic.waits(days=n)
    client.get("/desk/waitlist")
    assert [asked(client, page) for page in ("/desk/waitlist", "/desk/waitlist/report")] == few
    assert few[0] <= 18 and few[1] <= 14


def test_my_list_asks_one_question_more_for_each_entry() -> None:
    patient = a_patient()
    clinics = [a_clinic() for _ in range(5)]
    client = portal(patient)
    clinics[0].waits(patient=patient)
    few = asked(client, "/waiting")
    for clinic in clinics[1:]:
        clinic.waits(patient=patient)
    assert asked(client, "/waiting") == few + 4 <= 26


def test_an_offer_says_on_whose_clock_it_is_kept_where_sites_keep_different_ones() -> None:
    clinic, patient = a_clinic(), a_patient()
    ContactPoint.objects.create(patient=patient, system="sms", value="+12125550166")
    offered(clinic, clinic.waits(patient=patient))
    client = portal(patient)
    assert "New York time" not in words(client.get("/").content.decode())
    factories.a_site(name="Prairie", slug="prairie", time_zone="America/Chicago")
    page = words(client.get("/").content.decode())
    assert page.count("New York time") == 2, page  # the time, and until when to answer
    assert "Kept for you until Monday, 2 March" in page
    reactions.tell_them(Event.objects.get(kind="waitlist.offered"))
    [text] = [message.body for message in outbox.kept(20) if message.to == "+12125550166"]
    assert text.count("New York time") == 2, text


def test_staff_do_not_see_what_only_patients_do_and_are_told_how_to_do_it() -> None:
    clinic = a_clinic()
    client, path = desk(), f"/find/{clinic.service.slug}"
    page = client.get(f"{path}/times").content.decode()
    assert f"{path}/wait" not in page
    assert 'href="/desk/"' in page and 'href="/visits"' not in page
    assert client.get("/talk").status_code == 200
    answer = client.get(f"{path}/wait")
    assert answer.status_code == 403
    assert "find the patient" in answer.content.decode() and 'href="/desk/find"' in answer.content.decode()

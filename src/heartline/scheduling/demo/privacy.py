"""Growing up, protection and requests for data in the demo: two teenagers of one mother, a colleague, two requests."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.people.access_requests import rules as clocks
from heartline.people.confidential.rules import latest_birth
from heartline.people.demo.featured import MOTHER
from heartline.people.models import (
    AccessRequest,
    Account,
    ContactPoint,
    Opening,
    Patient,
    Protection,
    Proxy,
    RelatedPerson,
    Role,
    StaffMember,
)
from heartline.people.registration.actions import register
from heartline.people.registration.person import Name, PersonDetails
from heartline.people.sensitive import actions as sensitive
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.booking.actions import book
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.models import Appointment

TEEN = "dayo@example.org"
FAMILY_PHONE = "+15550123777"
PROTECTED_FOR = timedelta(days=30)


def load() -> None:
    """A few dozen queries. Nothing where the mother of the demo is not there."""
    mother = Account.objects.filter(email=MOTHER).first()
    if mother is None:
        return
    today = clock.now().date()
    dayo = _teenager("Dayo", latest_birth(16, today) - timedelta(days=90), mother, TEEN, "")
    _visits(dayo)
    # Eighteen in three weeks: the mother is told that this ends; signs in with the number that is the mother's, too.
    kemi = _teenager("Kemi", latest_birth(18, today + timedelta(days=21)), mother, "", FAMILY_PHONE)
    RelatedPerson.objects.create(patient=kemi, name="Grace Adeyemi", relationship="mother", phone=FAMILY_PHONE)
    _protected()
    _requests(dayo)


def _teenager(given: str, born: date, mother: Account, email: str, phone: str) -> Patient:
    account = Account.objects.create_user(email or None, None, phone=phone or None, display_name=f"{given} Adeyemi")
    account.password, account.is_demo, account.phone_verified = mother.password, True, bool(phone)
    account.save(update_fields=["password", "is_demo", "phone_verified"])
    if email:
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    details = PersonDetails(names=[Name(given=[given], family="Adeyemi")], birth_date=born)
    patient = register(details, account=account)
    system, value = (ContactPoint.System.EMAIL, email) if email else (ContactPoint.System.SMS, phone)
    ContactPoint.objects.get_or_create(patient=patient, system=system, value=value, defaults={"preferred": True})
    Proxy.objects.create(
        patient=patient, holder=mother, holder_name="Grace Adeyemi", relationship=Proxy.Relationship.PARENT,
        starts_on=born + timedelta(days=30), granted_by="Heartline",
    )  # fmt: skip
    return patient


def _visits(patient: Patient) -> None:
    """One that the mother sees, and one that is between them and the clinic."""
    themselves = Actor(Kind.PATIENT, patient.name, patient.account_id, door="portal")
    days: set[date] = set()  # at some hours both services have the same time as their fortieth
    with actor.acting(themselves):
        for category in ("primary", "behavioural"):
            offered = Service.objects.filter(category=category, online=Service.Online.ANYONE).order_by("slug")
            for service in offered:
                if not (service.min_age or 0) <= 16 <= (service.max_age or 200):
                    continue
                free = [each for each in next_free(service, n=40) if each.starts_at.date() not in days]
                if free:
                    time, private = free[-1], category == "behavioural"
                    days.add(time.starts_at.date())
                    book(
                        patient, service, time.clinician_id, time.starts_at, mode=time.mode_options[0],
                        key=f"demo-{category}", confidential=private,
                    )  # fmt: skip
                    break


def _protected() -> None:
    """Somebody whom staff know, protected for a month; opened once this morning by the front desk."""
    now = clock.now()
    visit = (
        Appointment.objects.filter(
            period__startswith__gt=now, patient__account=None, patient__created_at__lt=now - PROTECTED_FOR
        )
        .select_related("patient").order_by("period").first()
    )  # fmt: skip
    reader, officer = (
        StaffMember.objects.filter(role=role, active=True).order_by("name").first()
        for role in (Role.FRONT_DESK, Role.PRIVACY_OFFICER)
    )
    if visit is None or reader is None or officer is None:
        return
    with clock.set(now - PROTECTED_FOR), actor.acting(_at_work(officer)):
        sensitive.protect(visit.patient, Protection.Kind.COLLEAGUE, "Works in our laboratory.")
    with clock.set(now - timedelta(hours=5)), actor.acting(_at_work(reader)):
        words = "She called to move her visit and was on the phone with me."
        sensitive.open_record(visit.patient_id, reader, Opening.Reason.CALL, words)


def _at_work(member: StaffMember) -> Actor:
    return Actor(Kind.STAFF, member.name, member.account_id, member.role, "desk")


def _requests(patient: Patient) -> None:
    """One that was answered and thrown away, and one that presses."""
    now = clock.now()
    for days, status in ((70, AccessRequest.Status.EXPIRED), (26, AccessRequest.Status.ASKED)):
        asked = now - timedelta(days=days)
        done = status == AccessRequest.Status.EXPIRED
        AccessRequest.objects.create(
            patient=patient, asked_by=patient.account, asked_by_name=patient.name, confidential=True, status=status,
            asked_at=asked, due_on=clocks.due(asked.date()), ready_at=asked + timedelta(minutes=2) if done else None,
            fetched_at=asked + timedelta(hours=3) if done else None,
            expires_at=asked + timedelta(days=14) if done else None,
            closed_at=asked + timedelta(days=14) if done else None,
        )  # fmt: skip

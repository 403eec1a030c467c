"""Calendar links that some of the demo's people made weeks ago and that their calendars read. Nobody knows the addresses."""

from datetime import datetime, timedelta

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.people.demo import Clinic
from heartline.people.demo.featured import ARABIC, MOTHER, PROXY
from heartline.people.models import Account, Patient, Proxy, Role, StaffMember
from heartline.scheduling.calendars.actions import subscribe
from heartline.scheduling.calendars.models import CalendarFeed, Detail
from heartline.scheduling.catalogue.models import Resource

FAMILIES = {  # login → in their own words, days since, minutes since it was read
    MOTHER: [("My phone", 64, 18), ("Kitchen tablet", 40, 5)],
    ARABIC: [("هاتفي", 22, 41)],
    PROXY: [("Work calendar", 90, 130)],
}
OWN = {Role.CLINICIAN: ("My phone", 120, 9), Role.NURSE: ("Tablet", 35, 27)}
ROOMS = {Role.MANAGER: [("Screen by the door", 200, 2), ("Screen in the corridor", 200, 3)],
         Role.FRONT_DESK: [("Front desk", 75, 11)]}  # fmt: skip


def load(clinic: Clinic) -> int:
    """A few queries for each of about ten links; how many. Families have their own visits first, then a child's."""
    now = clock.now()
    made = 0
    for account in Account.objects.filter(email__in=FAMILIES):
        for (label, days, minutes), patient in zip(FAMILIES[account.email or ""], _patients(account), strict=False):
            kind = Kind.PATIENT if patient.account_id == account.pk else Kind.PROXY
            with actor.acting(Actor(kind, account.display_name or patient.name, account.pk, door="portal")):
                made += _link(account, patient, Detail.PLACE, label, now - timedelta(days=days), minutes)
    for role, (label, days, minutes) in OWN.items():
        for member in clinic.team.by_role.get(role, [])[:1]:
            own = Resource.objects.get(staff_member=member)
            made += _of_staff(member, own, Detail.SERVICE, label, now - timedelta(days=days), minutes)
    rooms = Resource.objects.filter(kind=Resource.Kind.ROOM).order_by("room__site__name", "name")[:3]
    wanted = [(role, *link) for role, links in ROOMS.items() for link in links]
    for (role, label, days, minutes), room in zip(wanted, rooms, strict=False):
        for member in clinic.team.by_role.get(role, [])[:1]:
            made += _of_staff(member, room, Detail.BUSY, label, now - timedelta(days=days), minutes)
    return made


def _patients(account: Account) -> list[Patient]:
    """Themselves, then those for whom they act, by birth."""
    own = Patient.objects.filter(account=account)
    others = Patient.objects.filter(pk__in=Proxy.objects.filter(holder=account).values("patient"))
    return [*own, *others.order_by("-birth_date")]


def _of_staff(member: StaffMember, resource: Resource, detail: Detail, label: str, at: datetime, minutes: int) -> int:
    if member.account is None:
        return 0
    with actor.acting(Actor(Kind.STAFF, member.name, member.account.pk, member.role, "desk")):
        return _link(member.account, resource, detail, label, at, minutes)


def _link(account: Account, whose: Patient | Resource, detail: Detail, label: str, at: datetime, minutes: int) -> int:
    read = clock.now() - timedelta(minutes=minutes)
    with clock.set(at):
        feed, _token = subscribe(account, whose, detail=detail, label=label)
    return CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=read)

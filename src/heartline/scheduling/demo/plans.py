"""The demo's plans: how many people fit at each site, and a clinician who is away from today on, with a proposal."""

from datetime import timedelta

from heartline.kernel import actor, clock
from heartline.people.demo import Clinic
from heartline.people.models import Site
from heartline.scheduling.flow.models import ComfortLimit
from heartline.scheduling.models import Appointment, Resource
from heartline.scheduling.reassignment import actions

COMFORT = 9  # people: less than the fullest mornings bring
AWAY = timedelta(days=2)


def load(clinic: Clinic) -> None:
    """Comfort limits that the coming weeks go beyond, and one absence of a few days, nothing moved yet."""
    ComfortLimit.objects.bulk_create(ComfortLimit(site=site, people=COMFORT) for site in clinic.sites)
    ill = _ill(clinic.sites[0])
    if ill is None:
        return
    first = clock.now().astimezone(clinic.sites[0].zone).date() + timedelta(days=1)
    with actor.acting(actor.SYSTEM):
        actions.propose(actions.begin(ill, first, first + AWAY, reason="away", key="demo"))


def _ill(site: Site) -> Resource | None:
    """Somebody with a few visits in these days, whom others can stand in for."""
    now = clock.now()
    soon = Appointment.objects.filter(
        site=site, status=Appointment.Status.BOOKED, service__category="primary", period__startswith__gt=now,
        period__startswith__lt=now + AWAY + timedelta(days=1), clinician__isnull=False,
    )  # fmt: skip
    counts: dict[object, int] = {}
    for who in soon.values_list("clinician_id", flat=True):
        counts[who] = counts.get(who, 0) + 1
    several = sorted((who for who, count in counts.items() if 4 <= count <= 12), key=str) or sorted(counts, key=str)
    return Resource.objects.filter(pk=several[0]).first() if several else None

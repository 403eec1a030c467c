"""How many people fit with comfort at each of the demo's sites: less than the fullest mornings bring."""

from heartline.people.demo import Clinic
from heartline.scheduling.flow.models import ComfortLimit

COMFORT = 9


def load(clinic: Clinic) -> None:
    """So that the coming week has peaks, and calmer hours to propose."""
    ComfortLimit.objects.bulk_create(ComfortLimit(site=site, people=COMFORT) for site in clinic.sites)

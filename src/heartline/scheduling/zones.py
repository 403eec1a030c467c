"""Naming the zone in which a clock runs, wherever that could be mistaken."""

from django.utils.translation import gettext

from heartline.kernel import dates
from heartline.people.models import Site


def zone_name(zone: str) -> str:
    """A zone as people call it in their language: "Chicago time", "hora de Nueva York"."""
    city = dates.locale().time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
    return gettext("%(city)s time") % {"city": city}


def several_zones() -> bool:
    """Whether the sites keep different clocks, so that a time alone could be read on the wrong one. One query."""
    return Site.objects.filter(active=True).order_by().values("time_zone").distinct().count() > 1

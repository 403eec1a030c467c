"""Whether the zone in which a clock runs has to be named, and times said with it."""

from datetime import datetime

from heartline.kernel import dates
from heartline.people.models import Site


def several_zones() -> bool:
    """Whether the sites keep different clocks, so that a time alone could be read on the wrong one. One query."""
    return Site.objects.filter(active=True).order_by().values("time_zone").distinct().count() > 1


def say_in(moment: datetime, zone: str) -> str:
    """A moment on a site's clock, which is named where sites keep different ones. For letters: one query each time."""
    said = dates.say(moment, zone)
    return f"{said} · {dates.say_zone(zone)}" if several_zones() else said

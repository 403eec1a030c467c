"""Whether the zone in which a clock runs has to be named."""

from heartline.people.models import Site


def several_zones() -> bool:
    """Whether the sites keep different clocks, so that a time alone could be read on the wrong one. One query."""
    return Site.objects.filter(active=True).order_by().values("time_zone").distinct().count() > 1

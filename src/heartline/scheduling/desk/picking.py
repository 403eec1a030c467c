"""What staff have chosen so far for a booking, and the picker for it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from heartline.kernel import dates
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.models import PatternException, Service, WorkingPattern
from heartline.scheduling.picking.filters import Filters
from heartline.scheduling.picking.picker import picker
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.care import GENDERS
from heartline.scheduling.portal.common import holder_of, sites_for


@dataclass(frozen=True, slots=True)
class Chosen:
    """Travels in the address. `at` is a gap on the board (as Choice), `time` the time chosen (as Choice)."""

    service: str = ""
    at: str = ""
    time: str = ""
    mode: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        return cls(*(query.get(name, "")[:120] for name in ("service", "at", "time", "mode")))

    def query(self, **changes: str) -> str:
        return urlencode({name: value for name, value in asdict(replace(self, **changes)).items() if value})

    def modes(self, options: Sequence[str]) -> list[str]:
        """The ways to meet that are left to choose from."""
        return [self.mode] if self.mode in options else list(options)


def picking(request: HttpRequest, service: Service, path: str, chosen: Chosen, **asked: Any) -> dict[str, Any]:
    """The picker and its filters. From a gap, that clinician and day come first. About eight queries."""
    filters, sites = Filters.parse(request.GET), sites_for(service)
    gap = Choice.parse(chosen.at)
    if gap is not None:
        zone = _zone_of(gap.clinician_id)
        day = filters.day or dates.local(gap.starts_at, zone).date()
        filters = replace(filters, clinician=filters.clinician or gap.clinician_id, day=day)
    shown = picker(
        service,
        filters,
        path=path,
        sites=sites,
        holder=holder_of(request),
        online=False,
        chosen=chosen.time,
        carried=chosen.query(time="", mode=""),
        every="every" in request.GET,
        **asked,
    )
    if gap is not None and not chosen.time:
        _choose_first(shown["groups"], gap)
    clinicians = catalogue.clinicians_for(service)
    return {
        "picker": shown,
        "filters": filters,
        "sites": sites,
        "clinicians": clinicians,
        "languages": sorted({tag for each in clinicians if each.staff_member for tag in each.staff_member.languages}),
        "genders": GENDERS,
        "modes": service.modes,
        "unchosen": "unchosen" in request.GET,
        "taken": "taken" in request.GET,
    }


def _choose_first(groups: list[dict[str, Any]], gap: Choice) -> None:
    """Choose the first time in the gap: it may begin between two starts of this service."""
    times = [time for group in groups for time in group["times"]]
    fitting = ((time, parsed) for time in times if (parsed := Choice.parse(time["value"])) is not None)
    for time, parsed in fitting:
        if parsed.clinician_id == gap.clinician_id and parsed.starts_at >= gap.starts_at:
            time["checked"] = True
            return


def _zone_of(clinician_id: UUID) -> str | None:
    """Of the place where they work; a lane has single hours only. Two queries at most."""
    for hours in (WorkingPattern.objects.filter(resource_id=clinician_id),
                  PatternException.objects.filter(resource_id=clinician_id, works=True)):  # fmt: skip
        found = hours.select_related("site").first()
        if found and found.site:
            return str(found.site.time_zone)
    return None

"""What a person narrows free times by, read from and written to an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from heartline.kernel.dates import read_day
from heartline.kernel.ids import read_uuid
from heartline.people.models import Site
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.models import Service


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means any. `site` is a slug, `language` BCP 47, `gender` FHIR administrative-gender."""

    clinician: UUID | None = None
    site: str = ""
    mode: str = ""
    language: str = ""
    gender: str = ""
    day: date | None = None
    first: date | None = None  # the first day of the strip, when it was turned

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """From a query string; what cannot be read counts as any."""
        return cls(
            clinician=read_uuid(query.get("clinician", "")),
            site=_word(query.get("site", ""), 60),
            mode=_word(query.get("mode", ""), 10),
            language=_word(query.get("language", ""), 12),
            gender=_word(query.get("gender", ""), 10),
            day=read_day(query.get("day", "")),
            first=read_day(query.get("first", "")),
        )

    def address(self, path: str, **changes: object) -> str:
        """`path` with these filters, changed."""
        wanted = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {name: str(getattr(wanted, name)) for name in wanted.__slots__ if getattr(wanted, name)}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def narrowed(self) -> bool:
        """Whether anything but the day is chosen."""
        return bool(self.clinician or self.site or self.mode or self.language or self.gender)


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters as free_times and its kin take them. `clinicians` is None for all."""

    clinicians: list[UUID] | None
    site_id: UUID | None
    mode: str | None

    def arguments(self) -> dict[str, Any]:
        return {"clinicians": self.clinicians, "site_id": self.site_id, "mode": self.mode}


def scope(filters: Filters, service: Service) -> Scope:
    """Resolve `filters` for `service`. At most two queries."""
    site = Site.objects.filter(slug=filters.site).values_list("pk", flat=True).first() if filters.site else None
    clinicians = [filters.clinician] if filters.clinician else None
    if clinicians is None and (filters.language or filters.gender):
        speaking = catalogue.clinicians_for(service, language=filters.language or None, gender=filters.gender or None)
        clinicians = [resource.pk for resource in speaking]
    return Scope(clinicians, site, filters.mode or None)


def _word(text: str, most: int) -> str:
    return text.replace("\0", "")[:most]  # PostgreSQL keeps no NUL

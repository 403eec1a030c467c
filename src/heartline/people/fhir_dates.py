"""FHIR R4 dates and times, which may say less than a day: "1980", "1980-05", "1980-05-17", "1980-05-17T08:00:00Z"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_SHAPE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?")


@dataclass(frozen=True, slots=True)
class FhirDate:
    """A date, dateTime or instant as it was written, and what it says for certain."""

    text: str
    day: date | None  # None when only the year or the month is known
    moment: datetime | None  # None when no time of day is given; naive when it came without an offset

    @property
    def partial(self) -> str:
        """ "1980" or "1980-05" when that is all that is known, else empty."""
        return "" if self.day else self.text

    def at(self, zone: tzinfo) -> datetime | None:
        """The moment, aware; what came without an offset is read in `zone`. None when there is no time of day."""
        if self.moment is None:
            return None
        return self.moment if self.moment.tzinfo else self.moment.replace(tzinfo=zone)

    @classmethod
    def parse(cls, value: Any) -> "FhirDate":
        """Read `value`. Raises ValueError, in words without the value itself, when it is no such date."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, str) or not _SHAPE.fullmatch(value.strip()):
            raise ValueError("is not a FHIR date (YYYY, YYYY-MM, YYYY-MM-DD or a date with a time)")
        text = value.strip()
        try:
            if len(text) < 10:
                date.fromisoformat(f"{text}-01-01"[:10])
                return cls(text, None, None)
            # FHIR allows 60 as a leap second; Python does not.
            moment = datetime.fromisoformat(re.sub(r":60(?=[.Z+-]|$)", ":59", text)) if "T" in text else None
            return cls(text, date.fromisoformat(text[:10]), moment)
        except ValueError:
            raise ValueError("is a date that does not exist") from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.text)
        )

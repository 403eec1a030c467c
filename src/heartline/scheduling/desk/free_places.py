"""Free times as the scripts of a day board read them: a column, the minute of its day, and the value that is sent back."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from heartline.kernel import dates
from heartline.kernel.errors import Refused
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.picking.rules import Choice

Places = dict[str, list[tuple[int, str]]]


def places(found: Iterable[FreeTime], column: Callable[[FreeTime], UUID | None]) -> Places:
    """ "resource|date" → [minute of the day on the site's clock, value to send]."""
    made: Places = defaultdict(list)
    for free in found:
        if (where := column(free)) is not None:
            value = str(Choice(free.clinician_id, free.starts_at))
            made[_column(where, free.local_start.date())].append((minute_of(free.local_start), value))
    return made


def said(minutes: Iterable[int]) -> dict[int, str]:
    """Each minute of the day as its time is said: "10:20 AM"."""
    return {minute: _said(minute) for minute in sorted(set(minutes))}


def minute_of(local: datetime) -> int:
    return local.hour * 60 + local.minute


def refused(refusal: Refused) -> JsonResponse:
    """What happened, what was kept and what to do next, as one text."""
    words = [str(part) for part in (refusal.message, refusal.kept, refusal.next_step) if part]
    return JsonResponse({"message": " ".join(words)}, status=refusal.status)


def key_of(request: HttpRequest) -> str:
    return request.POST.get("key", "").replace("\0", "")[:64]


def _column(resource_id: UUID, on: date) -> str:
    return f"{resource_id}|{on.isoformat()}"


def _said(minute: int) -> str:
    return dates.say_time(datetime(2000, 1, 1, minute // 60 % 24, minute % 60, tzinfo=UTC), UTC)

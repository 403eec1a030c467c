"""The day board: a column a resource, time running down, drawn on CSS grid in rows of five minutes.

The content security policy allows no style attribute, so a place is said in data attributes (hour, minute, and the
length as hours and minutes) that css/components/day-board.css turns into grid rows. Each column is a list in order of
time, which is how it reads without the drawing.

A board is a mapping:
    columns   list of {name, text?, href?, items, closed?, attrs?, begins?, another_day?}
              attrs: further attributes of the column (or item), as safe HTML; begins: the first of a date;
              another_day: the line of now is not in it
              items:  {start, minutes, title, text?, href?, state?, icon?, badge?, lane?, lanes?, attrs?}
                      start is an aware datetime;
                      state is one of booked, arrived, in-room, done, missed, cancelled, held, free, proposed;
                      lane and lanes (1 to 4) share a column's width where items overlap
              closed: {start, minutes, label?}: time that is not worked
    from_hour, to_hour   the hours shown, 0 to 24 (default: around what there is, at least 8 to 17)
    now       aware datetime for the line that marks it, or None
    tz        the site's zone (default: the current one)
    label     what the board is of, for assistive technology
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from heartline.kernel import dates

ROW_MINUTES = 5


def context(board: Mapping[str, Any]) -> dict[str, Any]:
    """The board with every place computed."""
    zone = board.get("tz")
    columns = list(board.get("columns", ()))
    everything = [item for column in columns for item in column["items"]]
    starts = [dates.local(item["start"], zone) for item in everything]
    first = board.get("from_hour", min([start.hour for start in starts] + [8]))
    last = board.get(
        "to_hour", max([_end_hour(s, i["minutes"]) for s, i in zip(starts, everything, strict=True)] + [17])
    )
    now = board.get("now")
    return {
        "label": board.get("label", ""),
        "first": first,
        "last": last,
        "hours": [{"hour": hour, "said": _said_hour(hour)} for hour in range(first, last)],
        "columns": [_column(column, zone, first) for column in columns],
        "now": _place(now, 0, zone) if now and first <= dates.local(now, zone).hour < last else None,
    }


def _column(column: Mapping[str, Any], zone: dates.Zone, first: int) -> dict[str, Any]:
    def placed(item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "place": _place(item["start"], item["minutes"], zone)}

    items = sorted(column["items"], key=lambda item: item["start"])
    return {
        **column,
        "items": [placed(item) for item in items],
        "closed": [placed(c) for c in column.get("closed", ())],
    }


def _place(start: datetime, minutes: int, zone: dates.Zone) -> dict[str, Any]:
    here = dates.local(start, zone)
    rows = max(-(-minutes // ROW_MINUTES), 1)
    return {
        "hour": here.hour,
        "minute": here.minute // ROW_MINUTES * ROW_MINUTES,
        "hours": rows // 12,
        "minutes": rows % 12 * ROW_MINUTES,
        "short": minutes <= 20,
        "said": (said := dates.say_time(start, zone)),
        # The ruler beside it says which half of the day it is: a name needs the room more.
        "brief": said.split()[0],
        "half": " ".join(said.split()[1:]),
    }


def _end_hour(start: datetime, minutes: int) -> int:
    return min(start.hour + -(-(start.minute + minutes) // 60), 24)


def _said_hour(hour: int) -> str:
    return dates.say_time(datetime(2000, 1, 1, hour, tzinfo=UTC), UTC)

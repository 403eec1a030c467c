"""How far a proxy reaches. The one table; patients themselves and staff are not in it."""

from collections.abc import Iterable
from datetime import date

# scope → what it allows
ALLOWS: dict[str, frozenset[str]] = {
    "all": frozenset({"read", "visits", "details", "messages"}),
    "visits": frozenset({"read", "visits"}),
    "read": frozenset({"read"}),
}
WHAT = frozenset(
    {"read", "visits", "details", "messages", "proxies"}
)  # "proxies": letting others act; only the patient's own


def may_act(scope: str, what: str) -> bool:
    """Whether a proxy of `scope` may do `what` ("read", "visits", "details", "messages", "proxies"). Raises KeyError for neither."""
    if what not in WHAT:
        raise KeyError(what)
    return what in ALLOWS[scope]


def widest(scopes: Iterable[str]) -> str:
    """The scope that allows most, or nothing where there is none."""
    return max(scopes, key=lambda scope: len(ALLOWS[scope]), default="")


def in_force(starts_on: date, ends_on: date | None, revoked: bool, today: date) -> bool:
    """Whether it holds today. `ends_on` is the first day on which it does not."""
    return not revoked and starts_on <= today and (ends_on is None or today < ends_on)


def birthday(birth_date: date, years: int) -> date:
    """The day on which somebody turns `years`; one of 29 February comes on 1 March. The database has the same
    (heartline_birthday)."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def comes_of_age(birth_date: date) -> date:
    """The eighteenth birthday."""
    return birthday(birth_date, 18)

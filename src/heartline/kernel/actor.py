"""Who is acting, and through which door. Set once by the door, read by the ledger and the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    ANONYMOUS = "anonymous"
    PATIENT = "patient"
    PROXY = "proxy"
    STAFF = "staff"
    SYSTEM = "system"


LABEL = 200  # characters of a name that the ledger and the audit log keep


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person; never the patient acted for, who is recorded beside it.

    `door` is where the request came in ("portal", "desk", "system", …); `role` is a staff role or empty.
    """

    kind: Kind
    label: str = ""
    account_id: UUID | None = None
    role: str = ""
    door: str = "system"

    def __post_init__(self) -> None:
        """A name may be longer than what the ledger keeps of it; that must not stop anybody."""
        object.__setattr__(self, "label", self.label[:LABEL])


SYSTEM = Actor(Kind.SYSTEM, label="Heartline")
ANONYMOUS = Actor(Kind.ANONYMOUS, door="portal")

_current: ContextVar[Actor] = ContextVar("heartline_actor", default=SYSTEM)


def current() -> Actor:
    """The actor of this request or job; outside of both, the system itself."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Everything inside the block is done by `actor`."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)

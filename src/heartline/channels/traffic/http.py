"""A request to a provider as a value, what came back, and the one thing that a client must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` may hold credentials, so neither they nor the body are ever printed."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """A header's value, whatever case it is written in."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)


class NotReached(Exception):
    """No connection came about: the request was certainly not seen, and may be sent again."""


class NoAnswer(Exception):
    """The request went out and no answer came back: it may have been carried out."""


class Client(Protocol):
    """Sends one request, follows no redirect, has a timeout. Raises NotReached or NoAnswer, never returns late."""

    def __call__(self, request: Request) -> Response: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the message and calls it `provider_id`; `address` is how it knows the person from now on, where that
    is news."""

    provider_id: str
    state: State = State.QUEUED
    address: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider does not have the message. Try again only where the failure is not permanent, and not before `asked`."""

    failure: Failure
    asked: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """The provider may have the message. To send it again could be to say it twice: find out first."""


@dataclass(frozen=True, slots=True)
class Held:
    """It was not handed over yet: we send no faster than the provider takes it. Its turn comes after `wait`."""

    wait: timedelta


Outcome = Accepted | Declined | Held | Unsure

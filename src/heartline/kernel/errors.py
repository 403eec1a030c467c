"""Errors as values with a reader: what happened, what was kept, what to do next."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass
class Refused(Exception):
    """Something a person asked for cannot be done. All three sentences are shown to them.

    `alternatives` holds what could be done instead (nearest times, for instance), for the page to offer.
    """

    message: Words
    kept: Words = ""
    next_step: Words = ""
    alternatives: list[Any] = field(default_factory=list)
    status: int = 409

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    """The actor's role or proxy scope does not reach this far."""

    def __init__(self, message: Words, next_step: Words = "") -> None:
        super().__init__(message=message, next_step=next_step, status=403)

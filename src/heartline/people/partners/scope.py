"""What whoever makes this request sees, if they are of another firm. Set once by the middleware; None for everybody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from heartline.people.partners.rules import Scope

_scope: ContextVar[Scope | None] = ContextVar("heartline_partner", default=None)


@contextmanager
def limited(scope: Scope | None) -> Iterator[None]:
    """Inside the block nobody may do more than this."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def current() -> Scope | None:
    return _scope.get()

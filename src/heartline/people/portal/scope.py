"""Pages that a proxy reaches only within their scope."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from heartline.kernel.errors import NotAllowed
from heartline.people.access import Page
from heartline.people.proxies.queries import require


def require_scope(what: str) -> Callable[[Page], Page]:
    """Stand under @patient_page: refuse a proxy who may not do `what` for the patient. The action refuses it again."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.acting_for.pk, what)
            return page(request, *args, **kwargs)

        return guarded

    return decorate


def within_scope(request: HttpRequest, what: str) -> bool:
    """Whether to lead there at all: what would only be refused is shown without a way to it."""
    try:
        require(request.acting_for.pk, what)
    except NotAllowed:
        return False
    return True

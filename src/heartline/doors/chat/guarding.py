"""What every request of the frame is asked for: that the frame itself sent it, that it is small, and not one of too many.

Who writes is known by a secret in a header, never by a cookie: no other site can send it, and a signed-in person's session
counts for nothing here.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from heartline.conversations.chat import queries
from heartline.conversations.chat.rules import SECRET, hashed
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.access import Page, public_page

MOST_BYTES = 40_000  # of one request; a message has a tenth of it
PREFIX = "Bearer "


def secret_of(request: HttpRequest) -> str:
    """The browser's own; empty for none and for what can be none."""
    given = request.headers.get("Authorization", "").removeprefix(PREFIX)
    return given if SECRET.fullmatch(given) else ""


def asked(method: str) -> Callable[[Callable[..., HttpResponse]], Page]:
    """Let the page answer a request of the frame, with `data` as it was sent. Kept as the system, in one transaction."""

    def decorate(page: Callable[..., HttpResponse]) -> Page:
        @public_page
        @csrf_exempt
        @wraps(page)
        def within(request: HttpRequest) -> HttpResponse:
            if request.method != method:
                return HttpResponse(status=405)
            if method == "POST" and request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
                return HttpResponse(status=403)
            secret = secret_of(request)
            if not secret:
                return HttpResponse(status=401)
            data = _data(request) if method == "POST" else {}
            if data is None:
                return HttpResponse(status=400)
            if method == "POST" and not ratelimit.consume(
                request, app="allauth.account", action="chat", key=hashed(secret)
            ):
                return JsonResponse({}, status=429, headers={"Retry-After": "20"})
            with as_staff(), actor.acting(actor.SYSTEM):
                if not queries.settings().on:
                    return HttpResponse(status=404)
                response = page(request, secret, data)
            response["Cache-Control"] = "no-store"
            return response

        return within

    return decorate


def _data(request: HttpRequest) -> dict[str, Any] | None:
    body = request.read(MOST_BYTES + 1)
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

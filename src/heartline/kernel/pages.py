"""Pages for when something is not as it should be: missing, forbidden, too many, a form that was open too long."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from heartline.kernel.errors import Refused


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What was refused, what was kept and what to do next; only the sentences for a part of a page (htmx)."""
    context = {"refused": refusal}
    if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        return HttpResponse(render_to_string("components/refused.html", context, request), status=refusal.status)
    return render(request, "refused.html", context, status=refusal.status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF token was missing or old: nearly always a form left open, or cookies switched off."""
    return render(request, "csrf.html", status=403)


def too_many(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A throttle said no."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response

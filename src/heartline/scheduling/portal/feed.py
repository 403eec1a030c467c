"""The address that calendars read: /calendar/<secret>.ics."""

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from heartline.people.access import public_page
from heartline.scheduling.calendars import reading
from heartline.scheduling.calendars.secrets import digest

# Calendars ask every few minutes at the most; all the readers of a large service come from the same few addresses.
LIMITS = {"calendar": "600/m/ip,60/h/key"}


@public_page
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file; 304 while nothing has changed; 410 once it is over; 404 for what never was."""
    if not ratelimit.consume(
        request, app="heartline", action="calendar", config=LIMITS, key=digest(token), limit_get=True
    ):
        return _plain(HTTPStatus.TOO_MANY_REQUESTS, **{"Retry-After": "3600"})
    try:
        found = reading.read(token, request.build_absolute_uri("/").rstrip("/"))
    except reading.Ended:
        return _plain(HTTPStatus.GONE)
    if found is None:
        raise Http404
    kept = {"ETag": found.etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    unchanged = get_conditional_response(request, etag=found.etag)
    if unchanged is not None and unchanged.status_code == HTTPStatus.NOT_MODIFIED:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=kept)
    headers = {**kept, "Content-Disposition": 'inline; filename="visits.ics"'}
    return HttpResponse(found.file(), content_type="text/calendar; charset=utf-8", headers=headers)


def _plain(status: HTTPStatus, **headers: str) -> HttpResponse:
    """For a program: it reads the number, and no page."""
    return HttpResponse(status.phrase, status=status, content_type="text/plain", headers=headers)

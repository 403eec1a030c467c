"""Sessions end: when nobody did anything for a while, and at the latest after a working day.

Only what a person does counts. An open stream is not a person, nor is a page that reloads a part of itself because
something changed: kernel/static/heartline/js/live-requests.js marks those requests.
"""

from django.conf import settings
from django.http import HttpRequest

from heartline.kernel import clock

SEEN = "seen_at"
BEGAN = "began_at"
SEEN_EVERY = 60  # seconds between writes of the session's last activity
BY_ITSELF = "X-Heartline-Live"  # header of a request that no person made


def ended(request: HttpRequest) -> bool:
    """Whether this signed-in session is over; notes that it is alive now if a person made this request."""
    now = clock.now().timestamp()
    seen, began = request.session.get(SEEN), request.session.get(BEGAN)
    staff = request.staff is not None  # type: ignore[attr-defined]
    minutes = settings.IDLE_MINUTES_STAFF if staff else settings.IDLE_MINUTES_PATIENT
    if seen is not None and now - seen > minutes * 60:
        return True
    if began is not None and now - began > settings.SESSION_COOKIE_AGE:
        return True
    if began is None:
        request.session[BEGAN] = now
    if request.path == "/live" or BY_ITSELF in request.headers:
        return False
    if seen is None or now - seen > SEEN_EVERY:
        request.session[SEEN] = now
    return False

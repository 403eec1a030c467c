"""Server-Sent Events for one visitor. That something changed is all that travels; the frame then asks what."""

import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from heartline.conversations.chat.queries import visitor_of
from heartline.doors.chat.guarding import secret_of
from heartline.kernel.db.confine import as_staff
from heartline.kernel.live import hub
from heartline.people.access import public_page

LONGEST = 10 * 60  # seconds; the frame then asks again


@public_page
def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """204 for a secret under which nothing was said. One query."""
    with as_staff():
        visitor = visitor_of(secret_of(request))
    if visitor is None or visitor.conversation_id is None:
        return HttpResponse(status=204)
    try:
        since = float(request.headers.get("Last-Event-ID", ""))
    except ValueError:
        since = 0.0  # whatever happened may be new to it
    response = StreamingHttpResponse(
        _frames(f"thread:{visitor.conversation_id}", since), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response.without_database = True  # type: ignore[attr-defined]
    return response


async def _frames(topic: str, since: float) -> AsyncIterator[str]:
    await sync_to_async(connections.close_all)()
    until = time.monotonic() + LONGEST
    frames = hub.listen([topic], since)
    try:
        async for frame in frames:
            yield frame.replace(topic, "chat")  # the conversation's own id is not theirs to know
            if time.monotonic() > until:
                return
    finally:
        await frames.aclose()  # type: ignore[attr-defined]

"""Who may listen to what. Only topics travel; the page asks again through its own door, with its own rights."""

import re
import time
from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from heartline.kernel.live import hub
from heartline.people.access import public_page
from heartline.people.models import Organization
from heartline.people.sensitive.closed import is_closed

TOPICS = re.compile(
    r"staff|(simulator:[^\s:]{3,254})|(thread:[0-9a-f-]{36})|(member:[0-9a-f-]{36})|(plan:[0-9a-f-]{36})|(day:[0-9a-f-]{36}:\d{4}-\d\d-\d\d)|(patient:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
LONGEST = 10 * 60  # seconds; the browser then asks again, and is let in again only while it is signed in
MOST = 20  # topics of one page


@public_page
def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-Sent Events for `?topic=…` (repeatable); first what changed since the page was asked for (`since`), or since a
    lost stream was last heard. 204 tells the browser not to come back.
    """
    topics = request.GET.getlist("topic")
    if not topics or len(topics) > MOST or not all(_may_hear(request, topic) for topic in topics):
        return HttpResponse(status=204 if not request.user.is_authenticated else 403)
    response = StreamingHttpResponse(_frames(topics, _since(request)), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response.without_database = True  # type: ignore[attr-defined]
    return response


def _may_hear(request: HttpRequest, topic: str) -> bool:
    """Staff whatever exists, but of no record that is closed to them; patients and proxies the patients they may act for;
    nobody else anything, but the phones of the demo, where nobody is real.
    """
    if not TOPICS.fullmatch(topic):
        return False
    if topic.startswith("simulator:"):
        return Organization.objects.filter(is_demo=True).exists()
    if request.staff is not None:  # type: ignore[attr-defined]
        return not (topic.startswith("patient:") and is_closed(UUID(topic.removeprefix("patient:"))))
    return topic in {f"patient:{patient.pk}" for patient in request.records}  # type: ignore[attr-defined]


def _since(request: HttpRequest) -> float:
    """The moment, in seconds, up to which the page knows everything; what nobody can read is long ago."""
    try:
        return float(request.headers.get("Last-Event-ID") or request.GET.get("since", ""))
    except ValueError:
        return 0.0


async def _frames(topics: list[str], since: float) -> AsyncIterator[str]:
    # The request's connection would otherwise stay with this stream for as long as it is open.
    await sync_to_async(connections.close_all)()
    until = time.monotonic() + LONGEST
    frames = hub.listen(topics, since)
    try:
        async for frame in frames:
            yield frame
            if time.monotonic() > until:
                return
    finally:
        await frames.aclose()  # type: ignore[attr-defined]

"""Browsers that the portal notifies: switched on by a click in the browser itself, taken away in a list."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.channels.traffic.refusal import Malformed
from heartline.channels.webpush import devices
from heartline.channels.webpush.subscription import subscription
from heartline.conversations.consent.choosing import choices
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.portal.choices import agree
from heartline.people.access import patient_page

TOPICS = (Topic.CARE, Topic.APPOINTMENTS)  # what the button says; the others have switches of their own
MOST = 8_000  # bytes of a subscription


@patient_page
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """The browser's subscription, as it gives it; asked for by the reader's own click. Five queries besides the shell's."""
    if request.patient is None or len(request.body) > MOST:
        raise Http404
    try:
        there = subscription(request.body)
    except Malformed as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain")
    devices.keep(UUID(str(request.user.pk)), there, devices.browser_of(request.headers.get("User-Agent", "")))
    known = choices(request.patient.pk)
    for topic in TOPICS:
        if not any(switch.on for switch in known.switches[topic] if switch.channel == Channel.PUSH):
            agree(request.patient.pk, topic, Channel.PUSH)
    messages.success(request, _("This device is notified from now on."))
    return HttpResponse(status=204)


@patient_page
@require_POST
def remove(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """One device less. One query besides the shell's."""
    if not devices.forget(UUID(str(request.user.pk)), device_id):
        raise Http404
    messages.success(request, _("This device is notified no more."))
    return redirect("portal:contact_choices")

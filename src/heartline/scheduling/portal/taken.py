"""When a time cannot be had: what happened, what was kept, and the nearest ways on as one-tap buttons."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heartline.kernel.errors import Refused
from heartline.scheduling.booking.refusals import PatientClash, TimeTaken
from heartline.scheduling.models import Appointment, Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import clinic, holder_of
from heartline.scheduling.portal.offer import nearest


def taken(
    request: HttpRequest,
    service: Service,
    choice: Choice,
    refusal: Refused | None = None,
    moving: Appointment | None = None,
) -> HttpResponse:
    """The page for a `refusal` (none: the time was found taken before anything was asked)."""
    refusal = refusal or TimeTaken(alternatives=nearest(service, choice, holder=holder_of(request), moving=moving))
    if moving:
        confirm, times = (reverse(f"portal:{name}", args=[moving.pk]) for name in ("reschedule_confirm", "reschedule"))
    else:
        confirm, times = (reverse(f"portal:{name}", args=[service.slug]) for name in ("confirm", "times"))
    context = {
        "service": service,
        "refusal": refusal,
        "moving": moving,
        "times_href": times,
        "alternatives": [
            (each, f"{confirm}?{urlencode({'time': Choice(each.clinician_id, each.starts_at)})}")
            for each in (refusal.alternatives if isinstance(refusal, (TimeTaken, PatientClash)) else [])
        ],
        "other": refusal.appointment if isinstance(refusal, PatientClash) else None,
        **clinic(),
    }
    return render(request, "scheduling/portal/taken.html", context, status=refusal.status)

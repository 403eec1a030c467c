"""Requests for data at the desk: each with its clock, taking more time with a reason, letting the job run again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.access_requests import actions, queries
from heartline.people.models import AccessRequest
from heartline.people.places.queries import zones


@staff_page("access_request.handle")
def access_requests(request: HttpRequest) -> HttpResponse:
    """Those that are open first, the most pressing on top. Five queries, and a note in the audit log for each patient."""
    return _page(request)


@staff_page("access_request.handle")
@require_POST
def extend(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Thirty days more, once; the patient is told the reason."""
    asked = _asked(request_id)
    try:
        actions.extend(asked, request.POST.get("reason", "")[:500])
    except Refused as refusal:
        return _page(request, refusal)
    messages.success(request, _("Thirty days more. They are told the reason."))
    return redirect("desk:access_requests")


@staff_page("access_request.handle")
@require_POST
def again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Where the archive was not made, the job begins once more."""
    actions.prepare_again(_asked(request_id))
    messages.success(request, _("It is being made."))
    return redirect("desk:access_requests")


def _page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    waiting, answered = queries.open_requests(), queries.answered()
    for line in (*waiting, *answered):
        audit.read(line.request.patient_id, "access request", confidential=line.request.confidential)
    context: dict[str, Any] = {"waiting": waiting, "answered": answered, "zone": zones()[0], "refusal": refusal}
    return render(request, "people/desk/access_requests.html", context, status=refusal.status if refusal else 200)


def _asked(request_id: UUID) -> AccessRequest:
    asked = get_object_or_404(AccessRequest, pk=request_id)
    audit.read(asked.patient_id, "access request", confidential=asked.confidential)
    return asked

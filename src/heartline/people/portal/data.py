"""My data: asking for a copy of everything, and fetching it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.people.access import patient_page
from heartline.people.access_requests import actions, queries
from heartline.people.models import AccessRequest
from heartline.people.places.queries import zones
from heartline.people.portal.scope import require_scope


@patient_page
@require_scope("details")
def data(request: HttpRequest) -> HttpResponse:
    """What was asked for, and a button to ask. Three queries beside the request's own."""
    if request.method == "POST":
        actions.ask(request.acting_for)
        messages.success(request, _("We have your request. We write to you when it is ready."))
        return redirect("portal:data")
    lines = queries.of_patient(request.acting_for.pk, request.actor.account_id)
    context = {"lines": lines, "waiting": any(line.clock for line in lines), "zone": zones()[0]}
    return render(request, "people/portal/data.html", context)


@patient_page
@require_scope("details")
def archive(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The ZIP file, for the account that asked for it."""
    whole = actions.fetch(_asked(request, request_id))
    if whole is None:
        raise Http404
    response = HttpResponse(whole, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@patient_page
@require_scope("details")
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Not needed any more."""
    actions.withdraw(_asked(request, request_id))
    messages.success(request, _("Withdrawn."))
    return redirect("portal:data")


def _asked(request: HttpRequest, request_id: UUID) -> AccessRequest:
    found = AccessRequest.objects.filter(pk=request_id, asked_by_id=request.user.pk).first()
    if found is None:
        raise Http404
    return found

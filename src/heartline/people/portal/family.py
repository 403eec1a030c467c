"""My family: for whom I may act, who may act for me."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel.ids import read_uuid
from heartline.people.access import patient_page
from heartline.people.confidential.queries import changes
from heartline.people.middleware import ACTING_FOR
from heartline.people.models import Proxy
from heartline.people.proxies.actions import revoke
from heartline.people.proxies.queries import acting_for, held_by


@patient_page
def family(request: HttpRequest) -> HttpResponse:
    """Four queries beside the request's own."""
    own = request.patient
    held, granted = held_by(UUID(str(request.user.pk))), acting_for(own.pk) if own else []
    for proxy in granted:
        proxy.patient = request.patient  # of whichever record, it is the same person
    coming = changes([*held, *granted])
    context = {
        "held": [(proxy, coming.get(proxy.pk)) for proxy in held],
        "granted": [(proxy, coming.get(proxy.pk)) for proxy in granted],
    }
    return render(request, "people/portal/family.html", context)


@patient_page
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """From now on, pages are about the chosen one: oneself, or somebody one may act for."""
    chosen = next((one for one in request.records if str(one.pk) == request.POST.get("patient")), None)
    if chosen is None:
        raise Http404
    request.session[ACTING_FOR] = str(chosen.pk)
    if request.patient and chosen.person_id == request.patient.person_id:
        messages.success(request, _("You are back to your own record."))
    return redirect("portal:home")


@patient_page
@require_POST
def end(request: HttpRequest, proxy_id: UUID) -> HttpResponse:
    """Nobody acts for me any more by this proxy; or I lay mine down. Whose it is not, finds none."""
    proxy = Proxy.objects.filter(pk=proxy_id, revoked_at=None).first()
    person = {record.pk: record.person_id for record in request.records}
    own = (
        request.patient is not None and proxy is not None and person.get(proxy.patient_id) == request.patient.person_id
    )
    if proxy is None or not (own or proxy.holder_id == request.user.pk):
        raise Http404
    chosen = read_uuid(request.session.get(ACTING_FOR, ""))
    if chosen and person.get(chosen) == person.get(proxy.patient_id) and not own:
        del request.session[ACTING_FOR]
    revoke(proxy)
    messages.success(
        request, _("This person can no longer act for you.") if own else _("You no longer act for this person.")
    )
    return redirect("portal:family")

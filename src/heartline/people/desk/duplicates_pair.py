"""Two records side by side, and deciding whether they are one person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.linking import actions, stewarding
from heartline.people.linking.stewarding import Pair
from heartline.people.places.queries import zones

SAID = {
    "link": _("Linked: both records are now shown as one person. You can undo this under “Decided”."),
    "refuse": _("Kept apart: these two are not asked about again."),
    "later": _("Put off until tomorrow."),
    "unlink": _("Undone: each record is as it was, with what has been added to it since."),
}


@staff_page("identity.steward")
def pair(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """About thirteen queries; notes both records."""
    return _shown(request, _pair_or_404(link_id))


@staff_page("identity.steward")
@require_POST
def decide(request: HttpRequest, link_id: UUID, decision: str) -> HttpResponse:
    """What the pressed button says; then the next pair, so that a queue is worked through without a way back."""
    if decision not in SAID:
        raise Http404
    found = _pair_or_404(link_id)
    a, b, reason = found.a.pk, found.b.pk, request.POST.get("reason", "")
    try:
        if decision == "link":
            actions.link(a, b, reason)
        elif decision == "refuse":
            actions.refuse(a, b, reason)
        elif decision == "unlink":
            actions.unlink(a, b, reason)
        else:
            actions.put_off(a, b)
    except Refused as refusal:
        return _shown(request, found, refusal)
    messages.success(request, SAID[decision])
    if decision == "unlink":
        return redirect("desk:duplicate", link_id)
    following = next(iter(stewarding.queue(limit=1)), None)
    return redirect("desk:duplicate", following.pk) if following else redirect("desk:duplicates")


def _shown(request: HttpRequest, found: Pair, refusal: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {"pair": found, "link": found.link, "records": [found.a, found.b]}
    context |= {"zone": zones()[0], "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "people/desk/duplicate.html", context, status=status)


def _pair_or_404(link_id: UUID) -> Pair:
    found = stewarding.pair(link_id)
    if found is None:
        raise Http404
    for record in (found.a, found.b):
        audit.read(record.pk, "compared")
    return found

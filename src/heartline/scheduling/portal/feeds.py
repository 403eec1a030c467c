"""My calendar links: who reads my visits in a calendar of their own, and those whom I may act for in mine."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.people.access import patient_page
from heartline.people.models import Patient
from heartline.scheduling.calendars import actions, queries
from heartline.scheduling.calendars.forms import FeedForm
from heartline.scheduling.calendars.links import address
from heartline.scheduling.calendars.models import CalendarFeed


@patient_page
def feeds(request: HttpRequest) -> HttpResponse:
    """The links there are, and a form for one more; a new address is shown in the answer, and never again."""
    people = {
        str(each.pk): each for each in sorted(request.family, key=lambda each: each != request.patient)
    }  # own first
    whose = [(key, _said(request, patient)) for key, patient in people.items()]
    form = FeedForm(
        request.POST or None,
        whose=whose,
        initial={"whose": str(request.acting_for.pk)},
        may_be_confidential=request.patient is not None,
    )
    context = {"form": form, "several": len(whose) > 1}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        feed, token = actions.subscribe(
            request.user,  # type: ignore[arg-type]
            people[sent["whose"]],
            detail=sent["detail"],
            label=sent["label"],
            with_confidential=sent.get("with_confidential", False),
        )
        context |= {"made": feed, "address": address(request, token)}
    own = request.patient
    context["feeds"] = queries.of_account(request.actor.account_id)
    context["others"] = queries.by_others(request.actor.account_id, own.pk) if own and request.acting_for == own else []
    return render(request, "scheduling/portal/feeds.html", context, status=422 if form.errors else 200)


@patient_page
@require_POST
def end(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Mine, or somebody else's to my own visits. Whose it is not, finds none."""
    feed = queries.standing().filter(pk=feed_id).first()
    if feed is None or not (feed.account_id == request.user.pk or _shows_mine(request, feed)):
        raise Http404
    actions.revoke(feed)
    messages.success(request, _("The link is ended. Calendars that used it get nothing more."))
    return redirect("portal:feeds")


def _shows_mine(request: HttpRequest, feed: CalendarFeed) -> bool:
    own = request.patient
    return own is not None and feed.patient is not None and feed.patient.person_id == own.person_id


def _said(request: HttpRequest, patient: Patient) -> str:
    return _("Mine") if patient == request.patient else patient.name or _("No name given")

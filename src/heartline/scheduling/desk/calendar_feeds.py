"""Calendar links for staff: one's own visits, and rooms. What they may say at most is the organisation's decision."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.people.access import staff_page
from heartline.people.models import Organization
from heartline.scheduling.calendars import actions, queries
from heartline.scheduling.calendars.feed_rules import FOR_STAFF, ORDER
from heartline.scheduling.calendars.forms import FeedForm, LimitForm
from heartline.scheduling.calendars.links import address
from heartline.scheduling.calendars.models import Detail
from heartline.scheduling.catalogue.models import Resource


@staff_page("calendar.feed")
def feeds(request: HttpRequest) -> HttpResponse:
    """One's links and a form for another; a new address is shown in the answer, and never again. Five queries."""
    choices = _choices(request)
    most = queries.allowed()
    details = [detail for detail in FOR_STAFF if ORDER.index(detail) <= ORDER.index(most)]
    form = FeedForm(
        request.POST or None,
        whose=[(str(resource.pk), said) for resource, said in choices],
        details=details,
        may_be_confidential=False,
    )
    context = {"form": form, "most": most, "may_choose": bool(choices)}
    if request.method == "POST" and form.is_valid():
        resource = next(each for each, _said in choices if str(each.pk) == form.cleaned_data["whose"])
        feed, token = actions.subscribe(
            request.user,  # type: ignore[arg-type]
            resource,
            detail=form.cleaned_data["detail"],
            label=form.cleaned_data["label"],
        )
        context |= {"made": feed, "address": address(request, token)}
    context["feeds"] = queries.of_account(request.actor.account_id)
    return render(request, "scheduling/desk/calendar_feeds.html", context, status=422 if form.errors else 200)


@staff_page("calendar.feed")
@require_POST
def end(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    feed = queries.standing().filter(pk=feed_id, account_id=request.actor.account_id).first()
    if feed is None:
        raise Http404
    actions.revoke(feed)
    messages.success(request, _("The link is ended. Calendars that used it get nothing more."))
    return redirect("desk:calendar_feeds")


@staff_page("settings.edit")
def limit(request: HttpRequest) -> HttpResponse:
    """How much the calendars of clinicians and rooms may say, for the whole organisation."""
    organization = Organization.objects.first()
    if organization is None:
        raise Http404
    form = LimitForm(request.POST or None, initial={"most": queries.allowed()})
    if request.method == "POST" and form.is_valid():
        actions.limit(organization, form.cleaned_data["most"])
        messages.success(request, _("Saved. Calendars say it from their next reading on."))
        return redirect("desk:calendar_limit")
    context = {"form": form, "initials": Detail.INITIALS}
    return render(request, "scheduling/desk/calendar_limit.html", context, status=422 if form.errors else 200)


def _choices(request: HttpRequest) -> list[tuple[Resource, str]]:
    """The reader's own visits, if they see patients, then every room. Two queries."""
    own = Resource.objects.filter(staff_member=request.staff, active=True).first()
    rooms = Resource.objects.filter(kind=Resource.Kind.ROOM, active=True).select_related("room__site")
    mine = [(own, _("My patients' visits"))] if own else []
    named = [(room, f"{room.room.site.name}, {room.name}") for room in rooms if room.room]
    return mine + sorted(named, key=lambda each: each[1])

"""When a clinician sees people: the week on one page, and single days that differ."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.models import StaffMember
from heartline.people.places.queries import every_site
from heartline.scheduling.availability import week
from heartline.scheduling.desk.setup.hours_form import DayForm, HoursForm, days_ahead
from heartline.scheduling.models import PatternException, Resource

PAGE = "scheduling/desk/setup/hours.html"


@staff_page("settings.edit")
def hours(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """The week. Saved in two steps when booked visits would lie outside of it: they are counted and shown first."""
    member, resource = _whose(member_id)
    if resource is None:  # somebody who cannot be booked yet: that is said on their own page
        messages.info(request, _("Say first that patients can be booked with %(name)s.") % {"name": member.name})
        return redirect("desk:setup_clinician", member.pk)
    today, sites = week.today_here(), every_site()
    blocks = week.week_of(resource, today)
    used = {block.site_id for block in blocks}
    here = [site for site in sites if site.active or site.pk in used]
    theirs = set(member.sites.values_list("pk", flat=True))
    here.sort(key=lambda site: site.pk not in theirs)  # hours are added where they work, if nothing else is said
    form = HoursForm(request.POST or None, blocks=blocks, sites=here, today=today)
    more: dict[str, Any] = {
        "title": _("Hours of %(name)s") % {"name": member.name},
        "member": member,
        "resource": resource,
        "sites": here,
        "days": days_ahead(resource.pk, today),
        "left_outside": week.left_outside(resource, today),
        "site_names": {site.pk: site.name for site in sites},
    }
    back = reverse("desk:setup_clinicians")
    if form.is_bound and form.is_valid():
        outlook = week.look(resource, form.blocks(), form.cleaned_data["on"])
        if outlook.newly and request.POST.get("accepted") != str(outlook.newly):
            return render(request, PAGE, {"form": form, "back_href": back, "outlook": outlook, **more})
    return set_up(
        request, form, lambda sent: _set(resource, sent), back=back, then=reverse("desk:setup_hours", args=[member.pk]),
        template=PAGE, **more,
    )  # fmt: skip


@staff_page("settings.edit")
def day_new(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """More hours on a date, or away."""
    member, resource = _whose(member_id)
    if resource is None:
        raise Http404
    form = DayForm(request.POST or None, initial={"date": week.today_here(), "works": "more"})
    return set_up(
        request, form, lambda sent: _differ(resource, sent), told=_("Saved. Visits that are booked stay as they are."),
        title=_("A day that differs: %(name)s") % {"name": member.name},
        lead=_("For several days away, the front desk's “Clinicians away” also finds every patient another time."),
        back=reverse("desk:setup_hours", args=[member.pk]),
    )  # fmt: skip


@require_POST
@staff_page("settings.edit")
def day_end(request: HttpRequest, member_id: UUID, exception_id: UUID) -> HttpResponse:
    """That day is like any other after all."""
    found = PatternException.objects.select_related("resource", "site").filter(resource__staff_member=member_id)
    week.as_the_week(get_object_or_404(found, pk=exception_id))
    messages.success(request, _("That day is like the week again. Visits that are booked stay as they are."))
    return redirect("desk:setup_hours", member_id)


def _whose(member_id: UUID) -> tuple[StaffMember, Resource | None]:
    member = get_object_or_404(StaffMember.objects.select_related("resource"), pk=member_id)
    return member, getattr(member, "resource", None)


def _set(resource: Resource, sent: Any) -> str:
    on = sent.cleaned_data["on"]
    outlook = week.look(resource, sent.blocks(), on)
    week.set_week(resource, sent.blocks(), on, key=sent.once_key, sealed=sent.sealed)
    if not outlook.newly:
        return _("Saved.")
    said = ngettext(
        "Saved. %(count)d booked visit lies outside of these hours. It stays booked.",
        "Saved. %(count)d booked visits lie outside of these hours. They stay booked.",
        outlook.newly,
    )
    return said % {"count": outlook.newly}


def _differ(resource: Resource, sent: Any) -> None:
    day = sent.cleaned_data
    week.differ(
        resource, day["date"], works=day["works"] == "more", site=day["site"], starts=day["starts"], ends=day["ends"],
        reason=day["reason"], key=sent.once_key,
    )  # fmt: skip

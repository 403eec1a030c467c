"""Staff and logins: who works here, as what and where, and who of them can sign in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.setting import SettingForm
from heartline.people.forms.staff import NewStaffForm, StaffForm, StaffInviteForm
from heartline.people.models import StaffMember
from heartline.people.places.queries import every_site, zones
from heartline.people.staffing import inviting, profile
from heartline.people.staffing.queries import open_invitations, roster

MEMBER = "people/desk/setup_member.html"


@staff_page("settings.edit")
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody who works here. Four queries."""
    context = {"title": _("Staff and logins"), "staff_list": roster(), "zone": zones()[0]}
    return render(request, "people/desk/setup_staff.html", context)


@staff_page("settings.edit")
def member_new(request: HttpRequest) -> HttpResponse:
    here = [str(site.pk) for site in every_site() if site.active]
    form = NewStaffForm(request.POST or None, initial={"sites": here if len(here) == 1 else []})
    return set_up(
        request, form, lambda sent: _added(request, sent), title=_("Add somebody"), back=reverse("desk:setup_staff"),
        lead=_("Who sees patients has hours besides: set them up under Clinicians afterwards."),
    )  # fmt: skip


@staff_page("settings.edit")
def member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """What they are, and the state of their login."""
    found = get_object_or_404(StaffMember.objects.select_related("account"), pk=member_id)
    form = StaffForm(request.POST or None, now=profile.staff_now(found))
    return set_up(
        request, form, lambda sent: profile.change_staff(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=found.name, back=reverse("desk:setup_staff"), template=MEMBER, **_login(found),
    )  # fmt: skip


@staff_page("settings.edit")
@require_POST
def member_invite(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Send them the link, for the first time or again."""
    found = get_object_or_404(StaffMember.objects.select_related("account"), pk=member_id)
    form = StaffInviteForm(request.POST)
    if not form.is_valid():
        return _again(request, found, form)
    try:
        inviting.invite(found.pk, form.cleaned_data["email"], _address(request))
    except Refused as refusal:
        return _again(request, found, form, refusal)
    messages.success(request, _("The link is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
    return redirect("desk:setup_member", found.pk)


@staff_page("settings.edit")
@require_POST
def member_uninvite(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """The link that was sent works no more."""
    found = get_object_or_404(StaffMember, pk=member_id)
    inviting.withdraw(found.pk)
    messages.success(request, _("The link that was sent no longer works."))
    return redirect("desk:setup_member", found.pk)


def _again(
    request: HttpRequest, found: StaffMember, form: StaffInviteForm, refusal: Refused | None = None
) -> HttpResponse:
    """The page with what is wrong with the invitation; what they are is shown as it is."""
    context = {"title": found.name, "back_href": reverse("desk:setup_staff"), "refusal": refusal, **_login(found)}
    context |= {"form": StaffForm(now=profile.staff_now(found)), "inviting": form}
    return render(request, MEMBER, context, status=refusal.status if refusal else 422)


def _login(found: StaffMember) -> dict[str, Any]:
    invitation = next((each for each in open_invitations() if each.member_id == found.pk), None)
    form = StaffInviteForm(initial={"email": invitation.email if invitation else ""})
    return {"member": found, "invitation": invitation, "inviting": form, "zone": zones()[0]}


def _added(request: HttpRequest, sent: SettingForm) -> str:
    email = sent.cleaned_data["email"]
    made = inviting.add(sent.values(), email, _address(request), sent.once_key)
    if not email:
        return _("%(name)s is there, without a login.") % {"name": made.name}
    return _("%(name)s is there. The link is on its way to %(email)s.") % {"name": made.name, "email": email}


def _address(request: HttpRequest) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("staff_claim", args=[secret]))

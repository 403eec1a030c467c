"""Staff with a login: what they are, when they last signed in; ending their access and giving it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.people.access import staff_page
from heartline.people.models import StaffMember
from heartline.people.places.queries import zones
from heartline.people.staffing.actions import end_access, give_back
from heartline.people.staffing.queries import members


@staff_page("staff.read")
def staff(request: HttpRequest) -> HttpResponse:
    """Two queries."""
    return render(request, "people/desk/staff.html", {"members": members(), "zone": zones()[0]})


@require_POST
@staff_page("staff.end")
def end_staff_access(request: HttpRequest, member_id: UUID) -> HttpResponse:
    try:
        member = end_access(member_id)
    except StaffMember.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("%(name)s can no longer use the desk.") % {"name": member.name})
    return _back(request, member)


@require_POST
@staff_page("staff.end")
def give_staff_access_back(request: HttpRequest, member_id: UUID) -> HttpResponse:
    try:
        member = give_back(member_id)
    except StaffMember.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("%(name)s can use the desk again.") % {"name": member.name})
    return _back(request, member)


def _back(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """To where the button was pressed: the list, or the page on which somebody is set up."""
    if request.POST.get("back") == "setup":
        return redirect("desk:setup_member", member.pk)
    return redirect("desk:staff")

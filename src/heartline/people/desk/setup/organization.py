"""Who runs this installation."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.places import OrganizationForm
from heartline.people.places.actions import set_organization
from heartline.people.places.queries import organization, organization_now


@staff_page("settings.edit")
def organization_page(request: HttpRequest) -> HttpResponse:
    """One form. One query."""
    there = organization()
    form = OrganizationForm(request.POST or None, now=organization_now(there) if there else None)
    return set_up(
        request, form, lambda sent: set_organization(sent.values(), sent.sealed), told=_("Saved."),
        title=_("Organization"), lead=_("Patients see this on every page: whose clinic it is, and whom to call."),
        back=reverse("desk:setup"),
    )  # fmt: skip
